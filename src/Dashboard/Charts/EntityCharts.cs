using System.Collections.Immutable;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Dashboard.Charts;

/// <summary>The charts of a node, guest or storage.</summary>
/// <param name="history">Its history.</param>
/// <param name="subject">Its name.</param>
/// <param name="limits">Returns the enabled rules for a metric.</param>
public sealed class EntityCharts(EntityHistory history, string subject, Func<Metric, ImmutableArray<ThresholdRule>> limits)
{
    private EntityKind Kind => history.Entity.Kind;

    /// <summary>The charts that have values, and that of the first metric in any case.</summary>
    public ImmutableArray<ChartModel> All()
    {
        var charts = Candidates().ToList();
        return [.. charts.Where((chart, at) => at == 0 || chart.HasValues)];
    }

    private IEnumerable<ChartModel> Candidates()
    {
        if (Kind == EntityKind.Storage)
        {
            yield return Share("Usage", HistoryMetric.Disk, HistoryMetric.DiskTotal, Metric.StorageUse);
            yield break;
        }

        var isNode = Kind == EntityKind.Node;
        yield return Chart("CPU", HistoryUnit.Ratio, [Line("", HistoryMetric.Cpu)], limits(isNode ? Metric.NodeCpu : Metric.GuestCpu));
        yield return Share(
            "Memory", HistoryMetric.Memory, HistoryMetric.MemoryTotal, isNode ? Metric.NodeMemory : Metric.GuestMemory);
        yield return Share("Disk", HistoryMetric.Disk, HistoryMetric.DiskTotal, isNode ? Metric.NodeDisk : Metric.GuestDisk);
        yield return Chart("I/O wait", HistoryUnit.Ratio, [Line("", HistoryMetric.IoWait)]);
        yield return Chart(
            "Network", HistoryUnit.BytesPerSecond, [Line("in", HistoryMetric.NetIn), Line("out", HistoryMetric.NetOut)]);
        yield return Chart(
            "Disk I/O", HistoryUnit.BytesPerSecond, [Line("read", HistoryMetric.DiskRead), Line("write", HistoryMetric.DiskWrite)]);
    }

    private ChartModel Share(string title, HistoryMetric used, HistoryMetric total, Metric rule) => Chart(
        title, HistoryUnit.Ratio, [new("", ChartColumns.Of(ChartColumns.Share(Values(used), history.Metrics.GetValueOrDefault(total))))],
        limits(rule));

    private ChartLine Line(string name, HistoryMetric metric) => new(name, ChartColumns.Of(Values(metric)));

    private HistoryBucket[] Values(HistoryMetric metric) =>
        history.Metrics.GetValueOrDefault(metric) ?? new HistoryBucket[history.Range.Points];

    private ChartModel Chart(
        string title, HistoryUnit unit, ImmutableArray<ChartLine> lines, ImmutableArray<ThresholdRule>? rules = null) =>
        new()
        {
            Title = title,
            Subject = subject,
            Range = history.Range,
            From = history.From,
            Unit = unit,
            Lines = lines,
            Limits = rules ?? [],
        };
}
