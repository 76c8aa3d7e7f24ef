using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>What tasks tell of a guest that its rows do not show.</summary>
public sealed class GuestTaskEventsTests
{
    private static readonly PveTask Start = Given.Task("qmstart", "anna@pve", startedAt: 100, endedAt: 101);

    [Fact]
    public void Only_starts_resets_and_destructions_that_ended_well_and_are_new_tell_anything()
    {
        PveTask[] tasks =
        [
            Start, Given.Task("qmreset", "anna@pve", "101"),
            Given.Task("vzstart", "anna@pve", "102", status: "startup for container '102' failed"),
            Given.Task("qmstart", "anna@pve", "103", endedAt: null), Given.Task("qmshutdown", "anna@pve", "104"),
            Given.Task("startall", "root@pam", ""),
            Given.Task("vzdestroy", "anna@pve", "105"),
        ];

        GuestTaskEvents.Of(tasks, ImmutableHashSet<string>.Empty).Select(found => found.Vmid).ShouldBe([101, 105, 100]);
        GuestTaskEvents.Of(tasks, tasks.Select(task => task.Upid).ToHashSet()).ShouldBeEmpty();
    }

    [Fact]
    public void A_guest_that_was_started_after_it_stopped_and_is_down_in_a_later_row_ran_unseen()
    {
        IsUnseen(Stopped(), at: 130).ShouldBeTrue();
        IsUnseen(Stopped(), at: 110).ShouldBeFalse("the row may be older than the task");
        var request = Start with { Type = "hastart" };
        GuestTaskEvents.IsUnseenRun(Stopped(), Given.Seen(Given.Row(GuestStatus.Stopped), 130), request, TimeSpan.Zero)
            .ShouldBeFalse("HA is only asked to start it");
        IsUnseen(Stopped() with { Since = Given.At(100.5) }, at: 130).ShouldBeTrue("the task's time is cut to a whole second");
        IsUnseen(Stopped() with { Since = Given.At(105) }, at: 130).ShouldBeFalse("its stop was seen after that start");
        IsUnseen(Given.Running(), at: 130).ShouldBeFalse();
        IsUnseen(Stopped() with { LastStop = new(new(StopCauseKind.Ha, null, null, "HA") { Return = ReturnKind.Ha }, false, "HA") },
            at: 130).ShouldBeFalse("its return is watched already");
        IsUnseen(Stopped(), at: 130, skew: 120).ShouldBeFalse("the node's clock is ahead");
    }

    [Fact]
    public void What_came_after_a_destruction_is_of_the_guest_that_has_the_number_since()
    {
        var gone = Given.Task("qmdestroy", "anna@pve", startedAt: 90, endedAt: 91);
        ImmutableArray<PveTask> tasks = [Start with { StartedAt = Given.At(50) }, gone, Start, Start with { Id = "101" }];

        tasks.Select(task => GuestTaskEvents.IsSinceDestruction(task, tasks)).ShouldBe([false, true, true, false]);
    }

    [Fact]
    public void The_run_that_ended_last_began_with_the_latest_start_before_it_was_seen_to_be_down()
    {
        PveTask[] tasks =
        [
            Start, Start with { StartedAt = Given.At(50) }, Start with { StartedAt = Given.At(140) },
            Start with { StartedAt = Given.At(120), Status = "start failed" },
        ];

        LastStart(since: 130, skew: 0).ShouldBe(Given.At(100));
        LastStart(since: 130, skew: 60).ShouldBe(Given.At(80), "by the monitor's clock");
        LastStart(since: 40, skew: 0).ShouldBeNull();

        DateTimeOffset? LastStart(double since, double skew) =>
            GuestTaskEvents.LastStart(Stopped() with { Since = Given.At(since) }, 100, tasks, TimeSpan.FromSeconds(skew));
    }

    [Fact]
    public void Its_end_is_a_crash_where_nobody_asked_for_it()
    {
        var crash = new StopFinding(new(StopCauseKind.GuestShutdownOrCrash, null, null, "no task"), Crashed: true, "no task");
        var seen = Given.Seen(Given.Row(GuestStatus.Stopped), 130);

        GuestTaskEvents.ReportUnseenRun(Given.Guest, Stopped(), seen, Start, crash).Ledger.Active.ShouldHaveSingleItem().Condition
            .ShouldBe(ConditionType.VmCrashed);
        GuestTaskEvents.ReportUnseenRun(Given.Guest, Stopped(), seen, Start, crash with { Crashed = false }).Ledger.Active.ShouldBeEmpty();
    }

    [Fact]
    public void A_reset_is_told_by_whom() =>
        GuestTaskEvents.ReportReset(Given.Guest, Given.Running(), Given.Task("qmreset", "anna@pve"), Given.At(9)).Ledger.Outbox
        .ShouldHaveSingleItem().Reason.ShouldBe("qmreset by anna@pve");

    private static GuestState Stopped() => Given.Running() with { Status = GuestStatus.Stopped };

    private static bool IsUnseen(GuestState state, double at, double skew = 0) =>
        GuestTaskEvents.IsUnseenRun(state, Given.Seen(Given.Row(GuestStatus.Stopped), at), Start, TimeSpan.FromSeconds(skew));
}
