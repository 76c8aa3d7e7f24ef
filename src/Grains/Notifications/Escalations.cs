using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>Withdraws escalations that are no longer needed.</summary>
internal sealed class Escalations(IIncidentStore incidents)
{
    /// <summary>The waiting messages of a plan that are not sent, changed; empty if its message is sent.</summary>
    public async Task<IReadOnlyList<Notification>> Withdraw(DeliveryPlan plan, CancellationToken stop)
    {
        if (plan.Unneeded.Length > 0) return Skipped(plan.Unneeded, plan.Reason);
        if (plan is not { Form: MessageForm.Trouble, Current: { Notice.EscalatesAt: not null } current }) return [];
        var incident = await incidents.FindAsync(current.Notice.IncidentId, stop);
        return incident is { State: IncidentState.Acknowledged }
            ? Skipped(plan.Collapsed.Append(current), $"{Acknowledger(incident)} acknowledged the incident before it escalated")
            : [];
    }

    private static List<Notification> Skipped(IEnumerable<Notification> waiting, string reason) =>
        [.. waiting.Select(one => one with { State = NotificationState.Skipped, LastError = reason })];

    private static string Acknowledger(Incident incident) =>
        incident.Timeline.LastOrDefault(entry => entry.Kind == "acknowledged")?.Actor ?? "somebody";
}
