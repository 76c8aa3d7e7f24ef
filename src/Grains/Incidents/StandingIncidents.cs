using System.Collections.Immutable;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Which incidents stood when the monitor watched last.</summary>
internal sealed class StandingIncidents(IIncidentStore store)
{
    private const int Page = 500;

    /// <summary>The guests of a cluster on which an incident stands.</summary>
    public async Task<ImmutableHashSet<int>> Guests(ClusterName cluster)
    {
        var guests = ImmutableHashSet.CreateBuilder<int>();
        for (long? before = null; ;)
        {
            var page = await store.ListAsync(new(OpenOnly: true, cluster.ToString(), Page, before), CancellationToken.None);
            guests.UnionWith(page.Items.Select(incident => incident.Entity.Vmid).OfType<int>());
            if (page.NextCursor is null) return guests.ToImmutable();
            before = page.NextCursor;
        }
    }
}
