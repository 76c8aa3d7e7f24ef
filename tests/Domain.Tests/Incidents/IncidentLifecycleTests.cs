using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class IncidentLifecycleTests
{
    private static readonly Finding[] Twice = Happenings.Of(2);

    [Fact]
    public void A_begin_opens()
    {
        var step = Happenings.Take(null, Twice[0]);

        step.Change.ShouldBe(IncidentChange.Opened);
        var incident = step.Incident.ShouldNotBeNull();
        (incident.Key, incident.State, incident.OpenedAt, incident.ResolvedAt).ShouldBe(
            ("DISK_HIGH:lab/pve1", IncidentState.Open, Twice[0].At, null));
        (incident.Cause, incident.Title, incident.Severity, incident.Node).ShouldBe(
            (Twice[0].Reason, Twice[0].Title, Severity.Error, "pve1"));
        incident.Timeline.ShouldHaveSingleItem().Kind.ShouldBe("opened");
    }

    [Fact]
    public void An_end_resolves()
    {
        var step = Happenings.Take(Happenings.Take(null, Twice[0]).Incident, Twice[1]);

        step.Change.ShouldBe(IncidentChange.Resolved);
        var incident = step.Incident.ShouldNotBeNull();
        (incident.IsOpen, incident.ResolvedAt).ShouldBe((false, Twice[1].At));
        incident.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "resolved"]);
    }

    [Fact]
    public void The_next_begin_opens_a_new_incident_of_the_same_key()
    {
        var first = Play(Twice[..2]).ShouldNotBeNull();
        var second = Happenings.Take(first, Twice[2]).Incident.ShouldNotBeNull();

        second.Key.ShouldBe(first.Key);
        second.Id.ShouldNotBe(first.Id);
        second.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void A_begin_delivered_again_answers_the_same_incident_so_that_its_event_can_be_published_again()
    {
        var open = Play(Twice[..1]);
        var again = Happenings.Take(open, Twice[0]);

        again.Change.ShouldBe(IncidentChange.Opened);
        again.Incident.ShouldBeSameAs(open);
    }

    [Fact]
    public void An_end_delivered_again_answers_the_same_incident()
    {
        var resolved = Play(Twice[..2]);
        var again = Happenings.Take(resolved, Twice[1]);

        again.Change.ShouldBe(IncidentChange.Resolved);
        again.Incident.ShouldBeSameAs(resolved);
    }

    [Fact]
    public void A_begin_delivered_again_after_its_end_does_not_open_it_again()
    {
        var resolved = Play(Twice[..2]);

        Happenings.Take(resolved, Twice[0]).Incident.ShouldBeSameAs(resolved);
    }

    [Fact]
    public void The_end_of_an_earlier_incident_does_not_resolve_the_open_one()
    {
        var open = Play(Twice[..3]);
        var step = Happenings.Take(open, Twice[1]);

        step.Change.ShouldBe(IncidentChange.None);
        step.Incident.ShouldBeSameAs(open);
    }

    [Fact]
    public void An_end_without_an_incident_and_a_change_without_a_condition_do_nothing()
    {
        Happenings.Take(null, Twice[1]).ShouldSatisfyAllConditions(
            step => step.Change.ShouldBe(IncidentChange.None), step => step.Incident.ShouldBeNull());
        Happenings.Take(null, Twice[0] with { Kind = FindingKind.Changed, Condition = null }).Change.ShouldBe(IncidentChange.None);
        Happenings.Take(null, Twice[0] with { Kind = FindingKind.Changed }).Change.ShouldBe(IncidentChange.None);
    }

    [Fact]
    public void A_clock_that_was_set_back_between_begin_and_end_does_not_keep_it_open()
    {
        var end = Twice[1] with { At = Twice[0].At.AddHours(-1) };

        Happenings.Take(Play(Twice[..1]), end).Change.ShouldBe(IncidentChange.Resolved);
    }

    [Fact]
    public void A_clock_that_was_set_back_swallows_no_new_incident()
    {
        var again = Twice[2] with { Id = "another", At = Twice[0].At.AddHours(-1) };
        var step = Happenings.Take(Play(Twice[..2]), again);

        step.Change.ShouldBe(IncidentChange.Opened);
        step.Incident.ShouldNotBeNull().IsOpen.ShouldBeTrue();
        Happenings.Take(step.Incident, Twice[3] with { Id = "its end", Since = again.At, At = again.At }).Change
            .ShouldBe(IncidentChange.Resolved);
    }

    [Fact]
    public void A_severity_that_changes_is_a_step_in_the_same_incident()
    {
        var open = Play(Twice[..1]).ShouldNotBeNull();
        var worse = Twice[1] with { Kind = FindingKind.Updated, Severity = Severity.Critical, Title = "it ended", Reason = "past its end" };
        var step = Happenings.Take(open, worse);

        step.Change.ShouldBe(IncidentChange.Updated);
        var incident = step.Incident.ShouldNotBeNull();
        (incident.Id, incident.Severity, incident.Title, incident.OpenedAt).ShouldBe(
            (open.Id, Severity.Critical, "it ended", open.OpenedAt));
        incident.NotifiedAt.ShouldBe(worse.At, "who is notified of the change is notified of the end");
        incident.Timeline[^1].ShouldBe(new TimelineEntry(worse.At, "severity", "monitor", "error became critical: past its end"));
        Happenings.Take(incident, worse).ShouldBe(new IncidentStep(incident, IncidentChange.Updated, "delivered again"));
    }

    [Fact]
    public void An_incident_that_takes_the_place_of_another_says_so()
    {
        var incident = Happenings.Take(null, Twice[0] with { Counterpart = ConditionType.DiskCritical }).Incident.ShouldNotBeNull();

        incident.Timeline.Select(entry => entry.Text).ShouldBe([Twice[0].Reason, "takes the place of DISK_CRITICAL:lab/pve1"]);
    }

    [Fact]
    public void Acknowledging_notes_who_and_why_once()
    {
        var open = Play(Twice[..1]).ShouldNotBeNull();
        var seen = IncidentLifecycle.Acknowledge(open, "ann", "  on it ", Given.At(5));

        seen.State.ShouldBe(IncidentState.Acknowledged);
        seen.IsOpen.ShouldBeTrue();
        seen.Timeline[^1].ShouldBe(new TimelineEntry(Given.At(5), "acknowledged", "ann", "acknowledged: on it"));
        IncidentLifecycle.Acknowledge(seen, "bob", null, Given.At(6)).ShouldBeSameAs(seen);
        Happenings.Take(seen, Twice[1]).Change.ShouldBe(IncidentChange.Resolved);
    }

    [Fact]
    public void A_resolved_incident_cannot_be_acknowledged()
    {
        var resolved = Play(Twice[..2]).ShouldNotBeNull();

        IncidentLifecycle.Acknowledge(resolved, "ann", null, Given.At(99)).ShouldBeSameAs(resolved);
    }

    private static Incident? Play(params Finding[] findings) =>
        findings.Aggregate((Incident?)null, (incident, finding) => Happenings.Take(incident, finding).Incident);
}
