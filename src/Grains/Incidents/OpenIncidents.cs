using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Reads a cluster's open incidents.</summary>
internal static class OpenIncidents
{
    /// <summary>All open incidents of a cluster, newest first.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="limit">The time limit of a page; null for none.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<List<Incident>> AllOpen(
        this IIncidentStore store, ClusterName cluster, TimeSpan? limit = null, CancellationToken cancellation = default)
    {
        var open = new List<Incident>();
        await foreach (var page in store.ReadOpenPages(cluster.ToString(), limit, cancellation)) open.AddRange(page);
        return open;
    }
}
