using OrleansMonitor.Domain.Autonomy.DryRun;

namespace OrleansMonitor.Domain.Tests.Autonomy;

/// <summary>What people did afterwards judges what the monitor would have done.</summary>
public sealed class DryRunTests
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    [Fact]
    public void A_person_who_did_the_same_proves_it_right() =>
        Score(Recorded, At(60, LaterKind.DoneByPerson, "anna@pve")).ShouldBe(new(DryRunVerdict.Right, "anna@pve did the same"));

    [Fact]
    public void A_person_who_did_the_same_and_undid_it_proves_it_wrong() =>
        Score(Recorded, At(60, LaterKind.DoneByPerson, "anna@pve"), At(900, LaterKind.Undone, "anna@pve")).Verdict
        .ShouldBe(DryRunVerdict.Wrong);

    [Fact]
    public void What_came_back_by_itself_was_needless() =>
    Score(Recorded, At(20, LaterKind.CameBack, null)).Verdict.ShouldBe(DryRunVerdict.Needless);

    [Fact]
    public void What_came_back_by_itself_after_a_person_did_the_same_was_right() =>
        Score(Recorded, At(20, LaterKind.DoneByPerson, "anna@pve"), At(40, LaterKind.CameBack, null)).Verdict.ShouldBe(DryRunVerdict.Right);

    [Fact]
    public void What_nobody_touched_is_unclear() => Score(Recorded).Verdict.ShouldBe(DryRunVerdict.Unclear);

    [Fact]
    public void People_s_word_on_a_proposal_counts()
    {
        Score(Recorded, At(60, LaterKind.Approved, "anna")).Verdict.ShouldBe(DryRunVerdict.Right);
        Score(Recorded, At(60, LaterKind.Rejected, "anna")).Verdict.ShouldBe(DryRunVerdict.Wrong);
    }

    [Fact]
    public void What_was_done_is_right_unless_somebody_undoes_it()
    {
        Score(Recorded with { Acted = true }).Verdict.ShouldBe(DryRunVerdict.Right);
        Score(Recorded with { Acted = true }, At(60, LaterKind.Undone, "anna@pve")).Verdict.ShouldBe(DryRunVerdict.Wrong);
    }

    [Fact]
    public void Before_and_after_the_window_nothing_counts() =>
        Score(Recorded, At(-60, LaterKind.DoneByPerson, "anna@pve"), At(3601, LaterKind.DoneByPerson, "anna@pve")).Verdict
        .ShouldBe(DryRunVerdict.Unclear);

    [Fact]
    public void While_the_window_is_open_only_what_cannot_change_is_judged()
    {
        DryRunJudge.Score(Recorded, [At(60, LaterKind.DoneByPerson, "anna@pve")], Given.At(120), Window).IsFinal.ShouldBeFalse();
        DryRunJudge.Score(Recorded, [At(60, LaterKind.Rejected, "anna")], Given.At(120), Window).Verdict.ShouldBe(DryRunVerdict.Wrong);
    }

    [Fact]
    public void Tasks_tell_people_from_Proxmox_and_from_the_monitor_itself()
    {
        Kinds(Given.Task("qmstart", "anna@pve")).ShouldBe([LaterKind.DoneByPerson]);
        Kinds(Given.Task("qmstart", "root@pam")).ShouldBe([LaterKind.DoneByPerson]);
        Kinds(Given.Task("qmstart", "root@pam"), Given.Task("startall", "root@pam", "")).ShouldBe([LaterKind.CameBack]);
        Kinds(Given.Task("qmstart", "monitor@pve!act")).ShouldBeEmpty();
        Kinds(Given.Task("qmstart", "anna@pve", status: "VM is locked (backup)")).ShouldBeEmpty();
        Kinds(Given.Task("qmshutdown", "anna@pve")).ShouldBe([LaterKind.Undone]);
        Kinds(Given.Task("qmshutdown", "root@pam"), Given.Task("vzdump", "root@pam", "")).ShouldBeEmpty();
        Kinds(Given.Task("qmstart", "anna@pve", "101")).ShouldBeEmpty();
        LaterEvents.OfGuest(100, [Given.Task("qmstart", "root@pam")], managedByHa: true, TimeSpan.Zero, null)
            .Single().Kind.ShouldBe(LaterKind.CameBack);
        LaterEvents.OfGuest(100, [Given.Task("qmstart", "anna@pve")], managedByHa: false, TimeSpan.FromSeconds(6), null)
            .Single().At.ShouldBe(Given.Start);
    }

    [Fact]
    public void A_scorecard_counts_by_runbook_and_leaves_the_undecided_out_of_precision()
    {
        ScoredCase[] cases =
        [
            new("a", false, DryRunVerdict.Right), new("a", true, DryRunVerdict.Right), new("a", false, DryRunVerdict.Right),
            new("a", false, DryRunVerdict.Wrong),
            new("a", false, DryRunVerdict.Unclear), new("a", false, DryRunVerdict.Open), new("b", false, DryRunVerdict.Open),
        ];

        var card = Scorecard.Of(cases);

        card.Lines.ShouldBe([new("a", 3, 0, 1, 1, 1, 1), new("b", 0, 0, 0, 0, 1, 0)]);
        card.Lines.Select(line => line.Precision).ShouldBe([0.75, null]);
    }

    private static DryRunCase Recorded { get; } = new("row", "restart-crashed-vm", EntityId.Of(Given.Guest), Given.Start, Acted: false);

    private static LaterEvent At(double seconds, LaterKind kind, string? by) => new(kind, Given.At(seconds), by);

    private static DryRunScore Score(DryRunCase what, params LaterEvent[] later) =>
        DryRunJudge.Score(what, later, Given.Start + Window, Window);

    private static LaterKind[] Kinds(params PveTask[] tasks) =>
        [.. LaterEvents.OfGuest(100, tasks, managedByHa: false, TimeSpan.Zero, "monitor@pve!act").Select(happened => happened.Kind)];
}
