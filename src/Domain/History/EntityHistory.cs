using System.Collections.Immutable;

namespace OrleansMonitor.Domain.History;

/// <summary>The values of an entity in a range, ready to be shown.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Range">The range.</param>
/// <param name="From">The start of the first value, Unix seconds.</param>
/// <param name="Metrics">One bucket per step of each metric that has any value; gaps are buckets without samples.</param>
public sealed record EntityHistory(
    EntityId Entity, HistoryRange Range, long From, ImmutableDictionary<HistoryMetric, HistoryBucket[]> Metrics)
{
    /// <summary>
    /// Puts the values together. Hours and days that are not stored yet, which are those of the current day, are made of minutes.
    /// </summary>
    /// <param name="entity">The entity.</param>
    /// <param name="range">The range.</param>
    /// <param name="now">Its end.</param>
    /// <param name="blocks">Stored blocks of the range's resolution and of minutes, in any order.</param>
    public static EntityHistory Of(EntityId entity, HistoryRange range, DateTimeOffset now, IEnumerable<HistoryBlock> blocks)
    {
        var from = range.From(now);
        var stored = new BucketGrid(from, range.Step, range.Points);
        var made = new BucketGrid(from, range.Step, range.Points);
        foreach (var block in blocks)
        {
            if (block.Series.TryGetValue(entity, out var series)) (block.Resolution == range.Resolution ? stored : made).Add(block, series);
        }

        var metrics = ImmutableDictionary.CreateBuilder<HistoryMetric, HistoryBucket[]>();
        foreach (var metric in HistoryMetrics.Of(entity.Kind))
        {
            if (Combine(stored[metric], made[metric]) is { } values && Array.Exists(values, bucket => bucket.Samples > 0))
                metrics[metric] = values;
        }

        return new(entity, range, from, metrics.ToImmutable());
    }

    /// <summary>Where reading minutes may begin: what is before is stored in the range's own resolution, or not at all.</summary>
    /// <param name="range">The range.</param>
    /// <param name="now">Its end.</param>
    /// <param name="lastStored">The start of the latest stored block of the range's resolution; null if there is none.</param>
    public static long MinutesFrom(HistoryRange range, DateTimeOffset now, long? lastStored)
    {
        var kept = HistoryPeriods.FloorDay((now - HistoryPeriods.LongestMinutes).ToUnixTimeSeconds());
        return Math.Max(range.From(now), lastStored is { } last ? Math.Max(kept, last + HistoryPeriods.Day) : kept);
    }

    // Of a day that is rolled up, some minutes may be deleted already.
    private static HistoryBucket[]? Combine(HistoryBucket[]? stored, HistoryBucket[]? made)
    {
        if (stored is null || made is null) return stored ?? made;
        return [.. stored.Zip(made, static (kept, fresh) => kept.Samples > 0 ? kept : fresh)];
    }
}
