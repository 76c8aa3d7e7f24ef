using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Reads a cluster's open incidents page by page.</summary>
internal static class OpenIncidents
{
    private const int PageSize = 500;

    /// <summary>All open incidents of a cluster, newest first.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="limit">The time limit of a page; null for none.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<List<Incident>> AllOpen(
        this IIncidentStore store, ClusterName cluster, TimeSpan? limit = null, CancellationToken cancellation = default)
    {
        var open = new List<Incident>();
        for (long? cursor = null; ;)
        {
            var page = await store.ListAsync(new(OpenOnly: true, cluster.ToString(), PageSize, cursor), cancellation)
                .WaitAsync(limit ?? Timeout.InfiniteTimeSpan, cancellation);
            open.AddRange(page.Items);
            if ((cursor = page.NextCursor) is null) return open;
        }
    }
}
