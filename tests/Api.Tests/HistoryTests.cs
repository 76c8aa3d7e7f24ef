using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>The history over REST: of what the polls read, also of what is not stored yet.</summary>
public sealed class HistoryTests(WatchingApp shared) : IClassFixture<WatchingApp>
{
    [Theory]
    [InlineData("nodes/pve1", "1h", 60, 60, "lab/pve1", "memory", "bytes")]
    [InlineData("nodes/pve1", "24h", 60, 1440, "lab/pve1", "cpu", "ratio")]
    [InlineData("guests/100", "7d", 3600, 168, "lab/100", "cpu", "ratio")]
    [InlineData("guests/100", "30d", 3600, 720, "lab/100", "memoryTotal", "bytes")]
    [InlineData("guests/100", "1y", 86400, 366, "lab/100", "cpu", "ratio")]
    [InlineData("storages/local", "1h", 60, 60, "lab/pve2/local", "disk", "bytes")]
    public async Task A_range_has_a_value_for_each_step_and_null_where_nothing_was_measured(
        string of, string range, int step, int points, string id, string metric, string unit)
    {
        var node = of.StartsWith("storages", StringComparison.Ordinal) ? "&node=pve2" : "";

        var history = await shared.App.Get($"/api/v1/clusters/lab/{of}/history?range={range}{node}");

        (history.GetProperty("entity").GetString(), history.GetProperty("range").GetString(), history.GetProperty("step").GetInt32())
            .ShouldBe((id, range, step));
        var times = history.GetProperty("timestamps").EnumerateArray().Select(time => time.GetInt64()).ToList();
        times.Count.ShouldBe(points);
        times.ShouldBe(Enumerable.Range(0, points).Select(at => times[0] + ((long)at * step)));
        (times[0] % step).ShouldBe(0);

        var values = history.GetProperty("metrics").GetProperty(metric);
        values.GetProperty("unit").GetString().ShouldBe(unit);
        var (averages, maxima) = (Values(values, "average"), Values(values, "maximum"));
        (averages.Count, maxima.Count).ShouldBe((points, points));
        averages[0].ShouldBeNull();

        // The poll may have been in the minute before.
        (averages[^1] ?? averages[^2]).ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Only_the_metrics_that_were_asked_for_are_returned_also_those_without_values()
    {
        var history = await shared.App.Get("/api/v1/clusters/lab/nodes/pve1/history?range=1h&metrics=cpu,ioWait");

        history.GetProperty("metrics").EnumerateObject().Select(metric => metric.Name).ShouldBe(["cpu", "ioWait"]);
        Values(history.GetProperty("metrics").GetProperty("ioWait"), "average").ShouldAllBe(value => value == null);
    }

    private static List<double?> Values(JsonElement metric, string name) =>
    [
        .. metric.GetProperty(name).EnumerateArray()
            .Select(value => value.ValueKind == JsonValueKind.Null ? null : (double?)value.GetDouble()),
    ];
}
