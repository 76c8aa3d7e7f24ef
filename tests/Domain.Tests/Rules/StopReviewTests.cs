namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>A stop that was judged blindly is judged anew once its cause can be read.</summary>
public sealed class StopReviewTests
{
    private static readonly StopFinding Blind =
        new(new(StopCauseKind.Unknown, null, null, "its node's tasks cannot be read"), Crashed: true, "nobody knows");

    [Fact]
    public void Only_a_stop_of_unknown_cause_of_a_guest_that_is_down_is_looked_into_and_not_for_ever()
    {
        IsDue(Stopped(Blind)).ShouldBeTrue();
        IsDue(Stopped(Blind), at: 3612).ShouldBeFalse();
        IsDue(Stopped(Blind), status: GuestStatus.Running).ShouldBeFalse("it may be back");
        IsDue(Stopped(Blind), node: NodeStatus.Unknown).ShouldBeFalse();
        IsDue(Stopped(Blind), blind: "the token lacks Sys.Audit").ShouldBeFalse();
        IsDue(Stopped(Blind with { Cause = Blind.Cause with { Kind = StopCauseKind.GuestShutdownOrCrash } })).ShouldBeFalse();
        IsDue(Given.Running()).ShouldBeFalse();
    }

    [Theory, InlineData(true), InlineData(false)]
    public void What_is_found_ends_the_crash_or_lets_it_stay(bool crashed)
    {
        var stop = crashed
            ? new StopFinding(new(StopCauseKind.GuestShutdownOrCrash, null, null, "no task"), Crashed: true, "no task asked for it")
            : new StopFinding(new(StopCauseKind.StoppedByUser, "anna@pve", "UPID:1", "qmstop by anna@pve"), Crashed: false, "qmstop");
        var known = Raised(Stopped(Blind));

        var next = StopReview.ApplyCause(Given.Guest, known, Given.Seen(Given.Row(GuestStatus.Stopped), 400), stop);

        next.LastStop.ShouldBe(stop);
        next.Ledger.Active.IsEmpty.ShouldBe(!crashed);
        FindingKind[] told = crashed ? [FindingKind.Changed] : [FindingKind.Changed, FindingKind.Cleared];
        next.Ledger.Outbox.Select(found => found.Kind).ShouldBe(told);
    }

    [Fact]
    public void A_crash_that_was_not_told_for_want_of_a_cause_is_told_then()
    {
        var stop = new StopFinding(new(StopCauseKind.Crashed, null, null, "oom-kill"), Crashed: true, "its node's journal says so");
        var known = Stopped(Blind with { Crashed = false });
        StopReview.ApplyCause(Given.Guest, known, Given.Seen(Given.Row(GuestStatus.Stopped), 400), stop)
            .Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.VmCrashed);
    }

    private static GuestState Stopped(StopFinding stop) =>
        Given.Running() with { Status = GuestStatus.Stopped, Since = Given.At(12), LastStop = stop };

    private static GuestState Raised(GuestState state)
    {
        Assessment crash = new(ConditionType.VmCrashed, EntityId.Of(Given.Guest), Presence.Present, Severity.Critical, "x", "x");
        var ledger = state.Ledger.Apply(crash, Given.At(12));
        return state with { Ledger = ledger.Delivered() };
    }

    private static bool IsDue(
        GuestState state, double at = 72, GuestStatus status = GuestStatus.Stopped, NodeStatus node = NodeStatus.Online,
        string? blind = null) =>
        StopReview.IsDue(state, Given.Seen(Given.Row(status), at, node) with { WhyTasksUnread = blind });
}
