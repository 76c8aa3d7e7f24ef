using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Charts;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Api.Tests;

/// <summary>What a chart says and draws.</summary>
public sealed class ChartTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 14, 59, 30, TimeSpan.Zero);
    private static readonly EntityId Node = EntityId.Of(new NodeId(ClusterName.Parse("lab"), "pve1"));

    [Fact]
    public void A_chart_says_its_average_and_its_peak_with_its_time()
    {
        var chart = Charts(HistoryRange.Hour, (HistoryMetric.Cpu, [(0, 0.1, 0.2), (5, 0.3, 0.87)]))[0];

        chart.Summary.ShouldBe("CPU of pve1, last hour: average 20 %, highest 87 % at 2026-03-01 14:05 UTC");
        chart.Describe(5).ShouldBe("2026-03-01 14:05–14:06 UTC: average 30 %, highest 87 %");
        chart.ColumnOf(Now).ShouldBe(59);
        chart.ColumnOf(Now.AddHours(-2)).ShouldBeNull();
    }

    [Fact]
    public void A_gap_interrupts_the_line_and_a_single_value_can_be_seen()
    {
        var chart = Charts(HistoryRange.Hour, (HistoryMetric.Cpu, [(0, 0.5, 0.5), (2, 0.5, 0.5), (3, 1, 1)]))[0];

        ChartPath.Line(chart.Lines[0], chart.Top, column => column.Maximum).ShouldBe("M0 50L0.5 50H1M2 50L2.5 50L3.5 1H4");
    }

    [Fact]
    public void Every_range_is_drawn_with_few_columns_that_keep_averages_maxima_and_gaps()
    {
        foreach (var range in HistoryRange.All) Charts(range)[0].Columns.ShouldBeLessThanOrEqualTo(ChartColumns.Max);

        var columns = ChartColumns.Of([.. Enumerable.Range(0, 1440).Select(at => at < 6 ? new HistoryBucket(at, at, 1) : default)]);

        columns.Length.ShouldBe(240);
        (columns[0].Average, columns[0].Peak).ShouldBe((2.5, 5));
        columns[1].Samples.ShouldBe(0);
    }

    [Fact]
    public void Memory_is_a_share_of_what_there_was_then_and_has_the_limits_of_its_rule()
    {
        var charts = Charts(
            HistoryRange.Hour, (HistoryMetric.Memory, [(0, 40, 60), (1, 40, 60)]), (HistoryMetric.MemoryTotal, [(0, 80, 80)]));

        var memory = charts.Single(chart => chart.Title == "Memory");
        (memory.Lines[0].Columns[0].Average, memory.Lines[0].Columns[0].Peak).ShouldBe((0.5, 0.75));
        memory.Lines[0].Columns[1].Samples.ShouldBe(0, "the total is not known");
        memory.Limits.ShouldHaveSingleItem().RaiseAt.ShouldBe(0.9);
        charts.Select(chart => chart.Title).ShouldBe(["CPU", "Memory"], "what has no values has no chart, but the first");
    }

    [Fact]
    public void A_rate_has_a_round_scale_and_both_directions()
    {
        var network = Charts(HistoryRange.Hour, (HistoryMetric.NetIn, [(0, 3000, 4000)]), (HistoryMetric.NetOut, [(0, 10, 10)]))[^1];

        network.Top.ShouldBe(5 * 1024);
        network.Summary.ShouldContain("in average 2.9 KiB/s, highest 3.9 KiB/s");
        network.Summary.ShouldContain("out average 10 B/s");
    }

    private static ChartModel[] Charts(
        HistoryRange range, params (HistoryMetric Metric, (int At, double Average, double Maximum)[] Values)[] metrics)
    {
        var columns = metrics.ToDictionary(metric => metric.Metric, metric =>
        {
            var buckets = new HistoryBucket[range.Points];
            foreach (var (at, average, maximum) in metric.Values) buckets[at] = new(average, maximum, 1);
            return buckets;
        });
        var history = new EntityHistory(Node, range, range.From(Now), columns.ToImmutableDictionary());
        var rule = new ThresholdRule { Condition = ConditionType.RamHigh, Severity = Severity.Warning, RaiseAt = 0.9, ClearAt = 0.8 };
        return [.. new EntityCharts(history, "pve1", metric => metric == Metric.NodeMemory ? [rule] : []).All()];
    }
}
