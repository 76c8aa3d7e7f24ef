using System.Collections.Immutable;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Incidents from before the monitor started.</summary>
internal sealed class PreviouslyOpenIncidents(IIncidentStore store)
{
    /// <summary>The guests of a cluster with an open incident.</summary>
    public async Task<ImmutableHashSet<int>> Guests(ClusterName cluster) =>
        [.. (await store.AllOpen(cluster)).Select(incident => incident.Entity.Vmid).OfType<int>()];
}
