using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>The rows of a cluster's audit log that cases and scores are made of: read once, then only what has come since.</summary>
internal sealed class DryRunRows(ClusterName cluster, IAuditStore audit, MonitorSettings settings, TimeProvider time)
{
    private const int PageSize = 500;
    private const int PreviewSize = 20;

    // A row takes some kilobytes. Beyond this the oldest cases count no more.
    private const int Most = 5_000;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private List<AutonomyAction> _rows = [];
    private string? _newest;

    /// <summary>Brings the book up to date; the rows, oldest first.</summary>
    public async Task<IReadOnlyList<AutonomyAction>> Read()
    {
        await _reading.WaitAsync();
        try
        {
            var (fresh, newest, met) = await Since(_newest);

            // A row that retention has taken away is not met again: then everything was read.
            _rows = met ? [.. _rows, .. fresh] : fresh;
            _newest = newest ?? _newest;
            var oldest = time.GetUtcNow() - settings.Retention.Actions;
            _rows.RemoveAll(row => row.Timestamp < oldest);
            if (_rows.Count > Most) _rows.RemoveRange(0, _rows.Count - Most);
            return [.. _rows];
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<(List<AutonomyAction> Fresh, string? Newest, bool Met)> Since(string? known)
    {
        var (fresh, newest, met) = (new List<AutonomyAction>(), (string?)null, false);
        long? cursor = null;
        var limit = known is null ? PageSize : PreviewSize;
        do
        {
            var page = await audit.ListAsync(new(limit, cursor, Cluster: cluster.ToString()), CancellationToken.None);
            foreach (var row in page.Items)
            {
                newest ??= row.Id;
                if (met = row.Id == known) break;
                if (DryRunCases.Counts(row)) fresh.Add(row);
            }

            (cursor, limit) = (met || fresh.Count >= Most ? null : page.NextCursor, PageSize);
        }
        while (cursor is not null);
        fresh.Reverse();
        return (fresh, newest, met);
    }
}
