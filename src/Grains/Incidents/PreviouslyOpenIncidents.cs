using System.Collections.Immutable;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Incidents from before the monitor started.</summary>
internal sealed class PreviouslyOpenIncidents(IIncidentStore store)
{
    /// <summary>The guests of a cluster with an open incident, and the nodes with one on themselves or a part of them.</summary>
    public async Task<PreviouslyAffected> Read(ClusterName cluster)
    {
        var entities = (await store.AllOpen(cluster)).Select(incident => incident.Entity).ToList();
        return new(
            [.. entities.Select(entity => entity.Vmid).OfType<int>()],
            [.. entities.Select(entity => entity.Kind == EntityKind.Node ? entity.Name : entity.Node).OfType<string>()]);
    }
}

/// <summary>What had an open incident before the monitor started.</summary>
/// <param name="Guests">The guests.</param>
/// <param name="Nodes">The nodes.</param>
internal sealed record PreviouslyAffected(ImmutableHashSet<int> Guests, ImmutableHashSet<string> Nodes);
