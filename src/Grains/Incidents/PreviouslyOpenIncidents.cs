using System.Collections.Immutable;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Which incidents stood when the monitor watched last.</summary>
internal sealed class PreviouslyOpenIncidents(IIncidentStore store)
{
    /// <summary>The guests of a cluster on which an incident stands.</summary>
    public async Task<ImmutableHashSet<int>> Guests(ClusterName cluster) =>
        [.. (await store.AllOpen(cluster)).Select(incident => incident.Entity.Vmid).OfType<int>()];
}
