using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Rules.Causes;

namespace OrleansMonitor.Domain.Tests.Guardrails;

/// <summary>Whether somebody wanted it so.</summary>
public sealed class PurposeTests
{
    [Theory]
    [InlineData(StopCauseKind.Crashed, false)]
    [InlineData(StopCauseKind.GuestShutdownOrCrash, false)]
    [InlineData(StopCauseKind.Unknown, null)]
    [InlineData(StopCauseKind.StoppedByUser, true)]
    [InlineData(StopCauseKind.Backup, true)]
    [InlineData(StopCauseKind.Migration, true)]
    [InlineData(StopCauseKind.NodeShutdown, true)]
    [InlineData(StopCauseKind.Ha, true)]
    [InlineData(StopCauseKind.Hibernated, true)]
    [InlineData(StopCauseKind.Destroyed, true)]
    public void A_guests_stop_was_wanted_unless_nothing_explains_it(StopCauseKind kind, bool? onPurpose) =>
        Purpose.OfGuest(new(kind, "anna@pve", null, "why")).OnPurpose.ShouldBe(onPurpose);

    [Fact]
    public void A_node_that_was_shut_down_in_order_is_not_to_be_woken()
    {
        PveTask[] tasks = [Given.Task("stopall", "root@pam", "", startedAt: 10), Given.Task("qmstart", "root@pam", startedAt: 1)];
        Purpose.OfNode("pve1", tasks, Given.At(30)).OnPurpose.ShouldBe(true);
        Purpose.OfNode("pve2", tasks, Given.At(30)).OnPurpose.ShouldBe(false);
        Purpose.OfNode("pve1", tasks, Given.At(7200)).OnPurpose.ShouldBe(false);
        Purpose.OfNode("pve1", tasks, DateTimeOffset.MinValue).OnPurpose.ShouldBe(true);
    }

    [Fact]
    public void Where_the_clusters_tasks_cannot_be_seen_nothing_is_known_of_a_node()
    {
        Purpose.OfNode("pve1", null, Given.Start).OnPurpose.ShouldBeNull();
        Purpose.OfNode("pve1", [], Given.Start).OnPurpose.ShouldBeNull();
    }

    [Theory]
    [InlineData("failed", false)]
    [InlineData("inactive", true)]
    [InlineData(null, null)]
    public void A_service_that_failed_was_not_stopped_and_one_that_is_inactive_was(string? state, bool? onPurpose) =>
        Purpose.OfService(new("cron", state, "enabled", null), []).OnPurpose.ShouldBe(onPurpose);

    [Fact]
    public void A_stop_of_the_service_by_a_task_is_on_purpose_whatever_its_state() =>
        Purpose.OfService(new("cron", "failed", "enabled", null), [Given.Task("srvstop", "anna@pve", "cron")]).OnPurpose.ShouldBe(true);

    [Fact]
    public void What_cannot_be_read_is_not_known()
    {
        Purpose.OfService(null, []).OnPurpose.ShouldBeNull();
        Purpose.OfService(new("cron", "failed", "enabled", null), null).OnPurpose.ShouldBeNull();
    }
}
