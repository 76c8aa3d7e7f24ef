using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Api.Notifications;

/// <summary>Reads who was notified of an incident, from its newest 500 messages.</summary>
internal sealed class NotificationHistory(INotificationStore store, MonitorSettings settings)
{
    private const int Most = 500;

    /// <summary>The record of each destination; empty if none is configured and none has messages.</summary>
    public async Task<ImmutableArray<NotificationRecord>> Of(Incident incident, CancellationToken cancellation)
    {
        var page = await store.ListAsync(new(IncidentId: incident.Id, Limit: Most), cancellation);
        return NotificationRecord.Of(incident, [.. page.Items.Reverse()], settings.Notifications);
    }
}
