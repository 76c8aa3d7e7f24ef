using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class IncidentLifecycleTests
{
    private static readonly Finding[] Twice = Happenings.Of(2);

    [Fact]
    public void A_begin_opens()
    {
        var step = IncidentLifecycle.Take(null, Twice[0]);

        step.Change.ShouldBe(IncidentChange.Opened);
        var incident = step.Incident.ShouldNotBeNull();
        (incident.Key, incident.State, incident.OpenedAt, incident.ResolvedAt).ShouldBe(("DISK_HIGH:lab/pve1", IncidentState.Open, Twice[0].At, null));
        (incident.Cause, incident.Title, incident.Severity, incident.Node).ShouldBe((Twice[0].Reason, Twice[0].Title, Severity.Error, "pve1"));
        incident.Timeline.ShouldHaveSingleItem().Kind.ShouldBe("opened");
    }

    [Fact]
    public void An_end_resolves()
    {
        var step = IncidentLifecycle.Take(IncidentLifecycle.Take(null, Twice[0]).Incident, Twice[1]);

        step.Change.ShouldBe(IncidentChange.Resolved);
        var incident = step.Incident.ShouldNotBeNull();
        (incident.IsOpen, incident.ResolvedAt).ShouldBe((false, Twice[1].At));
        incident.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "resolved"]);
    }

    [Fact]
    public void The_next_begin_opens_a_new_incident_of_the_same_key()
    {
        var first = Play(Twice[..2]).ShouldNotBeNull();
        var second = IncidentLifecycle.Take(first, Twice[2]).Incident.ShouldNotBeNull();

        second.Key.ShouldBe(first.Key);
        second.Id.ShouldNotBe(first.Id);
        second.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void A_begin_delivered_again_answers_the_same_incident_so_that_its_event_can_be_published_again()
    {
        var open = Play(Twice[..1]);
        var again = IncidentLifecycle.Take(open, Twice[0]);

        again.Change.ShouldBe(IncidentChange.Opened);
        again.Incident.ShouldBeSameAs(open);
    }

    [Fact]
    public void An_end_delivered_again_answers_the_same_incident()
    {
        var resolved = Play(Twice[..2]);
        var again = IncidentLifecycle.Take(resolved, Twice[1]);

        again.Change.ShouldBe(IncidentChange.Resolved);
        again.Incident.ShouldBeSameAs(resolved);
    }

    [Fact]
    public void A_begin_delivered_again_after_its_end_does_not_open_it_again()
    {
        var resolved = Play(Twice[..2]);

        IncidentLifecycle.Take(resolved, Twice[0]).Incident.ShouldBeSameAs(resolved);
    }

    [Fact]
    public void The_end_of_an_earlier_incident_does_not_resolve_the_open_one()
    {
        var open = Play(Twice[..3]);
        var step = IncidentLifecycle.Take(open, Twice[1]);

        step.Change.ShouldBe(IncidentChange.None);
        step.Incident.ShouldBeSameAs(open);
    }

    [Fact]
    public void An_end_without_an_incident_and_a_change_without_a_condition_do_nothing()
    {
        IncidentLifecycle.Take(null, Twice[1]).ShouldSatisfyAllConditions(
            step => step.Change.ShouldBe(IncidentChange.None), step => step.Incident.ShouldBeNull());
        IncidentLifecycle.Take(null, Twice[0] with { Kind = FindingKind.Changed, Condition = null }).Change.ShouldBe(IncidentChange.None);
        IncidentLifecycle.Take(null, Twice[0] with { Kind = FindingKind.Changed }).Change.ShouldBe(IncidentChange.None);
    }

    [Fact]
    public void A_clock_that_was_set_back_between_begin_and_end_does_not_keep_it_open()
    {
        var end = Twice[1] with { At = Twice[0].At.AddHours(-1) };

        IncidentLifecycle.Take(Play(Twice[..1]), end).Change.ShouldBe(IncidentChange.Resolved);
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
        IncidentLifecycle.Take(seen, Twice[1]).Change.ShouldBe(IncidentChange.Resolved);
    }

    [Fact]
    public void A_resolved_incident_cannot_be_acknowledged()
    {
        var resolved = Play(Twice[..2]).ShouldNotBeNull();

        IncidentLifecycle.Acknowledge(resolved, "ann", null, Given.At(99)).ShouldBeSameAs(resolved);
    }

    private static Incident? Play(params Finding[] findings) =>
        findings.Aggregate((Incident?)null, (incident, finding) => IncidentLifecycle.Take(incident, finding).Incident);
}
