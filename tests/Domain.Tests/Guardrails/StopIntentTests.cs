using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Domain.Tests.Guardrails;

/// <summary>Whether somebody wanted it so.</summary>
public sealed class StopIntentTests
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
        StopIntent.OfGuest(new(kind, "anna@pve", null, "why")).OnPurpose.ShouldBe(onPurpose);

    [Theory]
    [InlineData("stopall", 2, 8.0, null, true)]
    [InlineData("stopall", 2, null, null, true)]
    [InlineData("bulk-shutdown", 2, 8.0, null, true)]
    [InlineData("stopall", -60, -50.0, null, false)]
    [InlineData("stopall", 2, 8.0, 20.0, false)]
    [InlineData("startall", 2, 8.0, null, false)]
    public void Who_shuts_all_guests_of_a_node_down_wants_one_that_crashed_before_to_stay_off(
        string type, double startedAt, double? endedAt, double? startAll, bool wanted)
    {
        PveTask[] tasks = [Given.Task(type, "anna@pve", "", startedAt: startedAt, endedAt: endedAt)];
        if (startAll is { } at) tasks = [.. tasks, Given.Task("startall", "root@pam", "", startedAt: at)];

        var intent = StopIntent.OfNodeShutdown(tasks, ranAfter: Given.At(0));

        intent?.OnPurpose.ShouldBe(true);
        intent?.Description.ShouldBe($"all guests of pve1 were shut down meanwhile: {type} by anna@pve");
        (intent is not null).ShouldBe(wanted);
    }

    [Fact]
    public void A_node_that_was_shut_down_in_order_is_not_to_be_woken()
    {
        PveTask[] tasks = [Given.Task("stopall", "root@pam", "", startedAt: 10), Given.Task("qmstart", "root@pam", startedAt: 1)];
        StopIntent.OfNode("pve1", null, tasks, new(Given.At(30))).OnPurpose.ShouldBe(true);
        StopIntent.OfNode("pve2", null, tasks, new(Given.At(30))).OnPurpose.ShouldBe(false);
        StopIntent.OfNode("pve1", null, tasks, new(Given.At(7200))).OnPurpose.ShouldBe(false);
        StopIntent.OfNode("pve1", null, tasks, new(DateTimeOffset.MinValue)).OnPurpose.ShouldBe(true);
    }

    [Theory]
    [InlineData(NodeDepartureKind.Shutdown, true)]
    [InlineData(NodeDepartureKind.Maintenance, true)]
    [InlineData(NodeDepartureKind.Unexplained, false)]
    [InlineData(NodeDepartureKind.Unknown, false)]
    public void A_node_that_is_known_to_have_left_on_purpose_is_not_woken_when_the_tasks_have_forgotten_it(
    NodeDepartureKind kind, bool onPurpose)
    {
        PveTask[] others = [Given.Task("qmstart", "root@pam", startedAt: 1)];
        StopIntent.OfNode("pve2", new(kind, "root@pam", "why"), others, new(Given.At(30))).OnPurpose.ShouldBe(onPurpose);
        StopIntent.OfNode("pve2", new(kind, "root@pam", "why"), null, new(Given.At(30))).OnPurpose.ShouldBe(onPurpose ? true : null);
    }

    [Fact]
    public void Where_the_clusters_tasks_cannot_be_seen_nothing_is_known_of_a_node()
    {
        StopIntent.OfNode("pve1", null, null, new(Given.Start)).OnPurpose.ShouldBeNull();
        StopIntent.OfNode("pve1", null, [], new(Given.Start)).OnPurpose.ShouldBeNull();
    }

    [Theory]
    [InlineData("failed", false)]
    [InlineData("inactive", true)]
    [InlineData(null, null)]
    public void A_service_that_failed_was_not_stopped_and_one_that_is_inactive_was(string? state, bool? onPurpose) =>
        StopIntent.OfService(new("cron", state, "enabled", null), []).OnPurpose.ShouldBe(onPurpose);

    [Fact]
    public void A_stop_of_the_service_by_a_task_is_on_purpose_whatever_its_state() =>
        StopIntent.OfService(new("cron", "failed", "enabled", null), [Given.Task("srvstop", "anna@pve", "cron")]).OnPurpose.ShouldBe(true);

    [Theory]
    [InlineData("srvstop", "OK", null, true)]
    [InlineData("srvstop", "exit code 1", null, true)]
    [InlineData("srvstop", "OK", "srvstart", false)]
    [InlineData("srvstop", "OK", "srvrestart", false)]
    [InlineData("srvrestart", "OK", null, false)]
    public void What_was_asked_of_a_service_counts_until_a_later_start_takes_it_back(
    string type, string status, string? then, bool onPurpose)
    {
        List<PveTask> tasks = [Given.Task(type, "anna@pve", "cron", startedAt: 10, endedAt: 11, status: status)];
        if (then is not null) tasks.Add(Given.Task(then, "anna@pve", "cron", startedAt: 20, endedAt: 21));
        StopIntent.OfService(new("cron", "failed", "enabled", null), tasks).OnPurpose.ShouldBe(onPurpose);
    }

    [Theory]
    [InlineData(20.0, false)]
    [InlineData(5.0, true)]
    [InlineData(null, true)]
    public void A_node_that_came_back_from_its_shutdown_is_not_shut_down(double? started, bool onPurpose)
    {
        List<PveTask> tasks = [Given.Task("stopall", "root@pam", "", startedAt: 10)];
        if (started is { } at) tasks.Add(Given.Task("startall", "root@pam", "", startedAt: at));
        StopIntent.OfNode("pve1", null, tasks, new(Given.At(30))).OnPurpose.ShouldBe(onPurpose);
    }

    [Fact]
    public void A_backup_that_is_over_wants_no_guest_to_be_off() =>
        StopIntent.Bearing(
        [Given.Task("vzdump", "root@pam", endedAt: 9), Given.Task("vzdump", "root@pam", endedAt: null),
            Given.Task("qmstop", "anna@pve", endedAt: 9)])
            .Select(task => (task.Type, task.EndedAt is null)).ShouldBe([("vzdump", true), ("qmstop", false)]);

    [Fact]
    public void What_cannot_be_read_is_not_known()
    {
        StopIntent.OfService(null, []).OnPurpose.ShouldBeNull();
        StopIntent.OfService(new("cron", "failed", "enabled", null), null).OnPurpose.ShouldBeNull();
    }
}
