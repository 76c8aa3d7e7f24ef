using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Ports;

/// <summary>Reads open incidents page by page.</summary>
public static class OpenIncidentPages
{
    /// <summary>How many incidents a page has.</summary>
    public const int Size = 500;

    /// <summary>The pages, newest incidents first.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cluster">The cluster's name; null for all.</param>
    /// <param name="limit">The time limit of a page; null for none.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="TimeoutException">A page took longer than the limit.</exception>
    public static async IAsyncEnumerable<ImmutableArray<Incident>> ReadOpenPages(
        this IIncidentStore store, string? cluster, TimeSpan? limit = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (long? cursor = null; ;)
        {
            var page = await store.ListAsync(new(OpenOnly: true, cluster, Size, cursor), cancellation)
                .WaitAsync(limit ?? Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
            yield return page.Items;
            if ((cursor = page.NextCursor) is null) yield break;
        }
    }
}
