using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Api.History;

/// <summary>The history of a node, guest or storage as clients see it.</summary>
/// <param name="Entity">Its id.</param>
/// <param name="Range">The range.</param>
/// <param name="Step">Seconds per value.</param>
/// <param name="Timestamps">The start of each step, Unix seconds.</param>
/// <param name="Metrics">The values by metric.</param>
internal sealed record HistoryDto(
    string Entity, string Range, int Step, IReadOnlyList<long> Timestamps, IReadOnlyDictionary<string, HistoryMetricDto> Metrics)
{
    /// <summary>Creates it.</summary>
    /// <param name="history">The history.</param>
    /// <param name="metrics">The metrics to return; null for all that have a value.</param>
    public static HistoryDto Of(EntityHistory history, IReadOnlyList<HistoryMetric>? metrics)
    {
        var (range, from) = (history.Range, history.From);
        var shown = metrics ?? [.. HistoryMetrics.Of(history.Entity.Kind).Where(history.Metrics.ContainsKey)];
        return new(
            history.Entity.ToString(), range.Name, range.Step,
            [.. Enumerable.Range(0, range.Points).Select(step => from + ((long)step * range.Step))],
            shown.ToDictionary(
                HistoryMetrics.NameOf,
                metric => HistoryMetricDto.Of(metric, history.Metrics.GetValueOrDefault(metric) ?? new HistoryBucket[range.Points]),
                StringComparer.Ordinal));
    }
}

/// <summary>The values of a metric, one per step; null where nothing was measured.</summary>
/// <param name="Unit"><c>ratio</c>, <c>bytes</c> or <c>bytes_per_second</c>.</param>
/// <param name="Average">The averages.</param>
/// <param name="Maximum">The maxima.</param>
internal sealed record HistoryMetricDto(string Unit, IReadOnlyList<double?> Average, IReadOnlyList<double?> Maximum)
{
    public static HistoryMetricDto Of(HistoryMetric metric, HistoryBucket[] buckets)
    {
        var unit = HistoryMetrics.UnitOf(metric);
        var digits = unit == HistoryUnit.Ratio ? 4 : 0;
        return new(
            ApiJson.Word(unit), Array.ConvertAll(buckets, bucket => Round(bucket.Average, digits)),
            Array.ConvertAll(buckets, bucket => Round(bucket.Peak, digits)));
    }

    private static double? Round(double? value, int digits) => value is { } known ? Math.Round(known, digits) : null;
}
