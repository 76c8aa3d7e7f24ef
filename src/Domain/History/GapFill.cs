using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.History;

/// <summary>Fills a gap, such as that of a restart, from Proxmox' own records.</summary>
public static class GapFill
{
    /// <summary>How far Proxmox' records go back.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromMinutes(30);

    /// <summary>About how many values are asked for at most; of a larger gap the end is filled.</summary>
    public const int MaxValues = 100_000;

    // Per guest and node, at most (pve-manager's PullMetric).
    private const int ValuesPerEntity = 14;
    private const int RecordSeconds = 10;

    // A counter says nothing of single minutes over a longer time.
    private const long LongestPair = 60;

    /// <summary>The gap to fill, as Unix seconds of whole minutes; null if it is not worth a request.</summary>
    /// <param name="lastEnd">The end of the last stored minute, 0 if it is older than the records; null if there is no history.</param>
    /// <param name="snapshot">The cluster's first snapshot; its minute is the monitor's own.</param>
    /// <param name="now">Now; the answer has all records up to here.</param>
    public static (long From, long To)? Find(long? lastEnd, ClusterSnapshot snapshot, DateTimeOffset now)
    {
        if (lastEnd is not { } last) return null;
        var seconds = snapshot.At.ToUnixTimeSeconds();
        var to = seconds - (seconds % 60);
        var entities = snapshot.Guests.Length + snapshot.Nodes.Length + snapshot.Storages.Length;
        var affordable = (long)MaxValues / ValuesPerEntity / Math.Max(1, entities) * RecordSeconds;
        var from = Math.Max(last, now.ToUnixTimeSeconds() - Math.Min(affordable, (long)Kept.TotalSeconds));
        from += (60 - (from % 60)) % 60;
        return from < to ? (from, to) : null;
    }

    /// <summary>Makes minutes of records. What lies outside the gap, or has an unknown id or metric, is left out.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="records">The records in any order.</param>
    /// <param name="gap">The gap.</param>
    /// <param name="snapshot">The cluster, which says which storages are shared.</param>
    /// <returns>The minutes; null if there are none.</returns>
    public static HistoryChunk? Fill(
        ClusterName cluster, IEnumerable<MetricRecord> records, (long From, long To) gap, ClusterSnapshot snapshot)
    {
        var ids = new RecordIds(cluster, snapshot);
        var grids = new Dictionary<EntityId, BucketGrid>();
        var length = (int)((gap.To - gap.From) / 60);
        foreach (var one in records.GroupBy(record => (record.Id, record.Metric)))
        {
            if (ids.Find(one.Key.Id) is not { } entity || RecordIds.MetricOf(entity, one.Key.Metric) is not { } metric) continue;
            if (!grids.TryGetValue(entity, out var grid)) grids[entity] = grid = new(gap.From, 60, length);
            var values = one.OrderBy(record => record.Timestamp).ToList();
            foreach (var (at, value) in HistoryMetrics.UnitOf(metric) == HistoryUnit.BytesPerSecond ? Rates(values) : Gauges(values))
                grid.Add(metric, at, value);
        }

        foreach (var grid in grids.Values)
        {
            // Proxmox also records totals of guests that are stopped.
            grid.KeepWith(HistoryMetric.MemoryTotal, HistoryMetric.Memory);
            grid.KeepWith(HistoryMetric.DiskTotal, HistoryMetric.Disk);
        }

        var parts = grids.SelectMany(grid => Blocks(grid.Key, grid.Value.Pack(), gap.From))
            .GroupBy(one => (one.Start, Part: HistoryPart.Of(one.Entity, grids.Count)))
            .Select(one => KeyValuePair.Create(one.Key.Part, Block(one.Key.Start, [.. one])))
            .Where(part => part.Value.Series.Count > 0).ToImmutableArray();
        return parts.IsEmpty ? null : new(cluster, gap.From, gap.To, parts);
    }

    private static IEnumerable<(long At, double Value)> Gauges(List<MetricRecord> values) =>
        values.Select(record => (record.Timestamp, record.Value));

    private static IEnumerable<(long At, double Value)> Rates(List<MetricRecord> values) =>
        from pair in values.Zip(values.Skip(1))
        let passed = pair.Second.Timestamp - pair.First.Timestamp
        where passed is > 0 and <= LongestPair && pair.Second.Value >= pair.First.Value
        select (pair.Second.Timestamp, (pair.Second.Value - pair.First.Value) / passed);

    // Blocks end at whole multiples, so none reaches over the end of a day.
    private static IEnumerable<(EntityId Entity, long Start, HistorySeries Series)> Blocks(EntityId entity, HistorySeries series, long from)
    {
        for (var at = 0; at < series.Length;)
        {
            var start = from + (at * 60L);
            var length = Math.Min(series.Length - at, HistoryBuffer.ChunkMinutes - (int)(start / 60 % HistoryBuffer.ChunkMinutes));
            yield return (entity, start, series.Slice(at, length));
            at += length;
        }
    }

    private static HistoryBlock Block(long start, List<(EntityId Entity, long Start, HistorySeries Series)> parts) => new(
        HistoryResolution.Minutes, start, parts[0].Series.Length,
        parts.Where(part => !part.Series.IsEmpty).ToDictionary(part => part.Entity, part => part.Series));
}
