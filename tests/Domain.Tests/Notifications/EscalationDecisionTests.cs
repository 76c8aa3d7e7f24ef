using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>Whether an escalation that is due is sent.</summary>
public sealed class EscalationDecisionTests
{
    internal static readonly Incident Open = new()
    {
        Id = "i1",
        Key = "VM_CRASHED:lab/100",
        Condition = ConditionType.VmCrashed,
        Entity = EntityId.Of(Given.Guest),
        Severity = Severity.Error,
        State = IncidentState.Open,
        Title = "VM 100 (web) crashed",
        Cause = "no task stopped it",
        OpenedAt = Given.Start,
    };

    [Fact]
    public void An_open_incident_that_nobody_acknowledged_escalates() => Decide(Open).IsSent.ShouldBeTrue();

    [Fact]
    public void One_that_ended_without_a_message_of_its_end_does_not() =>
        Withdrawn(Open with { State = IncidentState.Resolved }).ShouldBe("the incident ended before it escalated");

    [Fact]
    public void One_that_became_less_severe_does_not() =>
        Withdrawn(Open with { Severity = Severity.Warning }).ShouldBe("the incident became less severe before it escalated");

    [Fact]
    public void One_that_was_acknowledged_does_not() =>
        Withdrawn(IncidentLifecycle.Acknowledge(Open, "anna", null, Given.At(5)))
        .ShouldBe("anna acknowledged the incident before it escalated");

    [Fact]
    public void One_that_is_absent_at_the_moment_waits()
    {
        var decision = Decide(Open with { Flap = new(3, Given.Start, Given.At(500)) });

        (decision.IsSent, decision.LookAgainAt).ShouldBe((false, Given.At(660)));
        decision.Apply(Notices.Row(1)).ShouldBe(
            Notices.Row(1) with { NextAttemptAt = Given.At(660), LastError = "the condition is absent at the moment" });
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public void Only_escalations_that_were_never_tried_can_be_withdrawn(bool escalates, bool tried, bool untried)
    {
        var row = Notices.Row(1) with { LastAttemptAt = tried ? Given.At(600) : null };
        row = row with { Notice = row.Notice with { EscalatesAt = escalates ? Given.At(600) : null } };

        EscalationDecision.IsUntried(row).ShouldBe(untried);
    }

    [Fact]
    public void One_that_was_missed_is_not_reported_afterwards_if_somebody_had_acknowledged_it()
    {
        var ended = IncidentLifecycle.Resolve(IncidentLifecycle.Acknowledge(Open, "anna", null, Given.At(5)), Given.At(900), "it runs");

        EscalationDecision.OfMissed(ended).ShouldBe(new(false, "anna acknowledged the incident before it escalated"));
    }

    [Theory]
    [InlineData("suppressed", false)]
    [InlineData("released", true)]
    public void One_that_was_missed_is_not_reported_afterwards_if_it_was_suppressed_until_its_end(string last, bool sent)
    {
        var ended = Open with { Timeline = [new(Given.At(1), "suppressed", "monitor", ""), new(Given.At(2), last, "monitor", "")] };

        EscalationDecision.OfMissed(ended).IsSent.ShouldBe(sent);
    }

    [Fact]
    public void One_that_was_missed_is_reported_if_nobody_had_acknowledged_it() =>
        EscalationDecision.OfMissed(IncidentLifecycle.Resolve(Open, Given.At(900), "it runs")).IsSent.ShouldBeTrue();

    private static EscalationDecision Decide(Incident incident) => EscalationDecision.Of(Notices.Notice(), incident, Given.At(600));

    private static string Withdrawn(Incident incident)
    {
        var decision = Decide(incident);
        decision.Apply(Notices.Row(1)).State.ShouldBe(NotificationState.Skipped);
        return decision.Reason!;
    }
}
