using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Reads a cluster's open incidents page by page.</summary>
internal static class OpenIncidents
{
    private const int PageSize = 500;

    /// <summary>All open incidents of a cluster, newest first.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="limit">How long a page may take; null for as long as it takes.</param>
    public static async Task<List<Incident>> AllOpen(this IIncidentStore store, ClusterName cluster, TimeSpan? limit = null)
    {
        var open = new List<Incident>();
        for (long? cursor = null; ;)
        {
            var page = await store.ListAsync(new(OpenOnly: true, cluster.ToString(), PageSize, cursor), CancellationToken.None)
                .WaitAsync(limit ?? Timeout.InfiniteTimeSpan);
            open.AddRange(page.Items);
            if ((cursor = page.NextCursor) is null) return open;
        }
    }
}
