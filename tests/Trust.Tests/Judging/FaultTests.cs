using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Judging.Faults;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>For each kind of fault: what is right passes, and what is wrong by a second does not.</summary>
public class FaultTests
{
    private static readonly TimeSpan From = TimeSpan.FromHours(1);
    private static readonly TimeSpan To = TimeSpan.FromHours(2);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TheoryData<FaultKind> Kinds => [.. Trouble.All.Select(trouble => trouble.Kind)];

    [Theory, MemberData(nameof(Kinds))]
    public void A_fault_that_is_told_and_ended_just_within_its_bounds_is_right(FaultKind kind)
    {
        var (trouble, bound) = (Trouble.Of(kind), Bounds.Documented[kind]);
        var judged = Begun(trouble)
            .Incident(trouble.Key, From + trouble.Due + bound.ReportWithin!.Value - Second, To + bound.EndWithin - Second)
            .Judged();
        judged.Findings.ShouldBeEmpty();
        var told = judged.Told.ShouldHaveSingleItem();
        told.Kind.ShouldBe(kind);
        (told.ToldAt - told.Due).ShouldBe(bound.ReportWithin.Value - Second);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_fault_that_is_told_a_second_late_is_missed(FaultKind kind)
    {
        var (trouble, bound) = (Trouble.Of(kind), Bounds.Documented[kind]);
        var late = From + trouble.Due + bound.ReportWithin!.Value + Second;
        Only(FindingKind.Missed, Begun(trouble).Incident(trouble.Key, late, To + Second));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_fault_that_is_never_told_is_missed(FaultKind kind) => Only(FindingKind.Missed, Begun(Trouble.Of(kind)));

    [Theory, MemberData(nameof(Kinds))]
    public void A_fault_that_is_kept_but_not_told_is_missed(FaultKind kind)
    {
        var trouble = Trouble.Of(kind);
        Only(FindingKind.Missed, Begun(trouble).Incident(trouble.Key, From + trouble.Due + Second, To + Second, told: false));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_is_told_before_it_is_so_is_a_false_alarm(FaultKind kind)
    {
        var trouble = Trouble.Of(kind);
        var early = kind == FaultKind.GuestNotBack ? From + trouble.Due - Second : From - Second;
        Begun(trouble).Incident(trouble.Key, early, To + Second)
            .Judged().Findings.ShouldContain(finding => finding.Kind == FindingKind.FalseAlarm && finding.Subject == trouble.Key);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_is_told_long_after_it_was_so_is_a_false_alarm(FaultKind kind)
    {
        var (trouble, bound) = (Trouble.Of(kind), Bounds.Documented[kind]);
        var late = To + TimeSpan.FromMinutes(10) + bound.EndWithin + Second;
        var tale = Begun(trouble).Incident(trouble.Key, From + trouble.Due + Second, To + Second)
            .Incident(trouble.Key, late, late + Second);
        Only(FindingKind.FalseAlarm, tale);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_nothing_ever_caused_is_a_false_alarm(FaultKind kind) =>
        Only(FindingKind.FalseAlarm, new Tale().Incident(Trouble.Of(kind).Key, From, To));

    [Theory, MemberData(nameof(Kinds))]
    public void An_incident_that_outlasts_its_bound_has_not_ended(FaultKind kind)
    {
        var (trouble, bound) = (Trouble.Of(kind), Bounds.Documented[kind]);
        Only(FindingKind.NotEnded, Begun(trouble).Incident(trouble.Key, From + trouble.Due + Second,
            To + TimeSpan.FromMinutes(10) + bound.EndWithin + Second));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_incident_that_ends_before_its_fault_has_ended_early(FaultKind kind)
    {
        var trouble = Trouble.Of(kind);
        Only(FindingKind.EndedEarly, Begun(trouble).Incident(trouble.Key, From + trouble.Due + Second, To - (Second * 20)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void More_notices_than_a_fault_is_worth_are_too_many(FaultKind kind)
    {
        var (trouble, bound) = (Trouble.Of(kind), Bounds.Documented[kind]);
        var tale = Begun(trouble).Incident(trouble.Key, From + trouble.Due + Second, To + Second);
        for (var more = 2; more < bound.Notices; more++) tale.Says(From + trouble.Due + (Second * (more + 1)), trouble.Key, "i1", "updated",
            notify: true);
        tale.Judged().Findings.ShouldBeEmpty();
        tale.Says(To, trouble.Key, "i1", "updated", notify: true);
        Only(FindingKind.TooManyNotices, tale);
    }

    [Fact]
    public void Every_kind_that_must_be_told_is_tried()
    {
        FaultKind[] elsewhere = [FaultKind.FailureStorm, FaultKind.ClockSet];
        var must = Enum.GetValues<FaultKind>().Where(kind => Bounds.Documented[kind].ReportWithin is not null);
        must.Except(elsewhere).Except(Trouble.All.Select(trouble => trouble.Kind)).ShouldBeEmpty();
    }

    private static Tale Begun(Trouble trouble)
    {
        var tale = new Tale();
        trouble.Begin(tale, From);
        trouble.End(tale, To);
        return tale;
    }

    private static void Only(FindingKind kind, Tale tale) => tale.Judged().Findings.Select(finding => finding.Kind).Distinct()
        .ShouldBe([kind]);
}
