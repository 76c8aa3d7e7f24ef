using System.Collections.Immutable;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>Withdraws escalations that are not needed, or not now.</summary>
internal sealed class Escalations(IIncidentStore incidents, TimeProvider time)
{
    /// <summary>The waiting messages of a plan that are not sent now, changed; empty if its message is sent.</summary>
    public async Task<IReadOnlyList<Notification>> Withdraw(DeliveryPlan plan, CancellationToken stop)
    {
        if (plan.Unneeded.Length > 0)
            return [.. plan.Unneeded.Select(one => one with { State = NotificationState.Skipped, LastError = plan.Reason })];
        if (plan.Current is not { } current) return [];
        var waiting = plan.Collapsed.Add(current);
        ImmutableArray<Notification> escalations = plan.Form switch
        {
            MessageForm.Trouble => waiting,
            MessageForm.Past => plan.Missed,
            _ => [],
        };
        var repeats = current.Notice.Repetition > 0;
        if (escalations.IsEmpty || !(repeats || escalations.All(EscalationDecision.IsUntried))) return [];
        var incident = await incidents.FindAsync(current.Notice.IncidentId, stop);
        var decision = plan.Form == MessageForm.Past
            ? EscalationDecision.OfMissed(incident)
            : EscalationDecision.Of(current.Notice, incident, time.GetUtcNow());
        if (decision.IsSent) return [];

        // Recipients who still wait for the first message get it, although it is not repeated.
        return [.. waiting.Where(one => !repeats || decision.LookAgainAt is not null || one.Notice.Repetition > 0).Select(decision.Apply)];
    }
}
