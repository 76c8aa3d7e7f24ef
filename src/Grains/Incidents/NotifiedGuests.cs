using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// Reads the tags and the pool of an incident's guest, which routes and silences may match, within <see cref="Limit"/>. If that fails, they
/// are unknown, and nothing matches by them.
/// </summary>
internal sealed partial class NotifiedGuests(
    IGuestTraits guests, MonitorSettings settings, TimeProvider time, ILogger<NotifiedGuests> log)
{
    /// <summary>The limit of a read: 2 s.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>The incident with its guest's attributes, unless they are known already or nobody is notified.</summary>
    public async Task<Incident> Describe(Incident incident)
    {
        if (incident.Guest is not null || incident.Entity.Vmid is not { } vmid || settings.Notifications.Destinations.IsEmpty)
            return incident;
        var call = guests.Of(new(incident.Entity.Cluster, vmid));
        try
        {
            var found = await call.WaitAsync(Limit, time);
            if (found is null) LogMissing(log, incident.Entity);
            return incident with { Guest = found };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            call.Ignore();
            LogUnread(log, incident.Entity, problem.Message);
            return incident;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Entity} is not in the latest snapshot; no route or silence matches by its tags and pool")]
    private static partial void LogMissing(ILogger log, EntityId entity);

    [LoggerMessage(LogLevel.Warning, "The tags and the pool of {Entity} cannot be read; no route or silence matches by them: {Reason}")]
    private static partial void LogUnread(ILogger log, EntityId entity, string reason);
}
