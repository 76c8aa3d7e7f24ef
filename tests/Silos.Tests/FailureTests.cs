using System.Text.Json;
using OrleansMonitor.Silos.Tests.Harness;

namespace OrleansMonitor.Silos.Tests;

/// <summary>
/// Machines die, hang and come back while guests crash and are repaired. Each test leaves the silo cluster whole for the next; what must hold over all
/// of them is looked at at the end of each.
/// </summary>
public sealed class FailureTests(SiloCluster monitor) : IClassFixture<SiloCluster>
{
    // Eight processes share what cores there are, so here it is shown that watching goes on; the long form (EnduranceTests) holds the limits themselves.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    private readonly Upkeep _upkeep = new(monitor);

    [Fact]
    public async Task A_killed_silo_costs_no_tick_and_no_event()
    {
        var (from, after) = (DateTimeOffset.UtcNow, monitor.Readers[0].Events.Count);
        await monitor.Silos[0].Kill();
        await _upkeep.CrashGuests(0);
        monitor.Silos[0].Start();
        await monitor.Whole();
        await _upkeep.Watched(from, Upkeep.LongestGapAfterKill + Slack);
        await _upkeep.Repaired(0, after);
        await _upkeep.NothingLostNothingDoubled();
    }

    [Fact]
    public async Task A_hung_silo_is_replaced_and_costs_no_event()
    {
        var (from, after) = (DateTimeOffset.UtcNow, monitor.Readers[0].Events.Count);
        monitor.Silos[1].Hang();
        await _upkeep.CrashGuests(1);
        await _upkeep.Watched(from, Upkeep.LongestGapAfterHang + Slack);
        await _upkeep.Repaired(1, after);

        // It learns that it was given up and ends itself; whoever supervises it begins it again.
        monitor.Silos[1].Wake();
        await monitor.Silos[1].Ended();
        await monitor.Whole();
        await _upkeep.NothingLostNothingDoubled();
    }

    [Fact]
    public async Task A_silo_that_is_stopped_leaves_in_good_order_and_comes_back()
    {
        var (from, after) = (DateTimeOffset.UtcNow, monitor.Readers[0].Events.Count);
        (await monitor.Silos[2].Stop()).ShouldBe(0);
        await _upkeep.CrashGuests(2);
        monitor.Silos[2].Start();
        await monitor.Whole();
        await _upkeep.Watched(from, Upkeep.LongestGapAfterKill + Slack);
        await _upkeep.Repaired(2, after);
        await _upkeep.NothingLostNothingDoubled();
    }

    [Fact]
    public async Task A_silo_that_is_added_takes_over_its_share_and_leaves_it_in_good_order()
    {
        var from = DateTimeOffset.UtcNow;
        var (silo, cluster) = await monitor.Add();
        await monitor.Until(monitor.ApiHosts[0], "/api/v1/status", status => Home(status, cluster).EndsWith($":{silo.SiloPort}", StringComparison.Ordinal), $"{cluster} on the new silo");
        (await silo.Stop()).ShouldBe(0);
        await monitor.Until(monitor.ApiHosts[0], "/api/v1/status", status => !Home(status, cluster).EndsWith($":{silo.SiloPort}", StringComparison.Ordinal), $"{cluster} on another silo");
        await monitor.Whole();
        await _upkeep.Watched(from, Upkeep.LongestGapAfterKill + Slack);
        await _upkeep.NothingLostNothingDoubled();
    }

    [Fact]
    public async Task A_killed_api_host_comes_back_and_its_subscribers_miss_nothing()
    {
        var after = monitor.Readers[0].Events.Count;
        await monitor.ApiHosts[0].Kill();
        await _upkeep.CrashGuests(3, watch: monitor.Readers[1]);
        monitor.ApiHosts[0].Start();
        await monitor.Whole();
        await _upkeep.Repaired(3, after);
        await _upkeep.NothingLostNothingDoubled();
    }

    [Fact]
    public async Task While_the_database_is_away_watching_goes_on_and_what_happened_is_told_afterwards()
    {
        var from = DateTimeOffset.UtcNow;
        monitor.Database.Stop();
        var after = monitor.Readers[0].Events.Count;
        _upkeep.KillGuests(4);
        await Task.WhenAll(monitor.Clusters.Select(cluster => cluster.Polled(2)));
        await _upkeep.Watched(from, Upkeep.LongestGapAfterKill + Slack);
        foreach (var api in monitor.ApiHosts)
        {
            await monitor.Until(
                api, "/api/v1/status", status => !status.GetProperty("storage").GetProperty("healthy").GetBoolean() && status.GetProperty("clusters").GetArrayLength() == monitor.Clusters.Count,
                "that the database is away");
            (await monitor.Metric(api, "monitor_storage_healthy")).ShouldBe("0");
        }

        _upkeep.NothingSent(4);
        monitor.Database.Start();
        await _upkeep.Told(4, "opened", monitor.Readers[0], after);
        await monitor.Whole();
        await _upkeep.Repaired(4, after);
        await _upkeep.NothingLostNothingDoubled();
    }

    private static string Home(JsonElement status, string cluster) =>
        status.GetProperty("clusters").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == cluster).GetProperty("silo").GetString() ?? "";
}
