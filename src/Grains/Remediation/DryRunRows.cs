using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>The rows of a cluster's audit log for cases and scores: read once, then only new rows.</summary>
internal sealed class DryRunRows(ClusterName cluster, IAuditStore audit, MonitorSettings settings, TimeProvider time)
{
    private const int PageSize = 500;
    private const int PreviewSize = 20;

    // A row takes some kilobytes. Beyond this limit the oldest rows are dropped.
    private const int MaxRows = 5_000;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private List<AutonomyAction> _rows = [];
    private string? _newest;

    /// <summary>Reads new rows; returns all rows, oldest first.</summary>
    public async Task<IReadOnlyList<AutonomyAction>> Read()
    {
        await _reading.WaitAsync();
        try
        {
            var (fresh, newest, isFound) = await Since(_newest);

            // If retention deleted the newest known row, it is not found, and all rows were read.
            _rows = isFound ? [.. _rows, .. fresh] : fresh;
            _newest = newest ?? _newest;
            var oldest = time.GetUtcNow() - settings.Retention.Actions;
            _rows.RemoveAll(row => row.Timestamp < oldest);
            if (_rows.Count > MaxRows) _rows.RemoveRange(0, _rows.Count - MaxRows);
            return [.. _rows];
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<(List<AutonomyAction> Fresh, string? Newest, bool IsFound)> Since(string? known)
    {
        var (fresh, newest, isFound) = (new List<AutonomyAction>(), (string?)null, false);
        long? cursor = null;
        var limit = known is null ? PageSize : PreviewSize;
        do
        {
            var page = await audit.ListAsync(new(limit, cursor, Cluster: cluster.ToString()), CancellationToken.None);
            foreach (var row in page.Items)
            {
                newest ??= row.Id;
                if (isFound = row.Id == known) break;
                if (DryRunCases.Counts(row)) fresh.Add(row);
            }

            (cursor, limit) = (isFound || fresh.Count >= MaxRows ? null : page.NextCursor, PageSize);
        }
        while (cursor is not null);
        fresh.Reverse();
        return (fresh, newest, isFound);
    }
}
