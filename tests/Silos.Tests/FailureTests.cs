using System.Text.Json;
using OrleansMonitor.Silos.Tests.Harness;

namespace OrleansMonitor.Silos.Tests;

/// <summary>
/// Machines die, hang and come back while guests crash and are repaired. Each test leaves the silo cluster whole for the next; what must
/// hold over all of them is looked at at the end of each.
/// </summary>
[Collection(SharedCluster.Name)]
public sealed class FailureTests(SharedCluster shared)
{
    // Eight processes share what cores there are, so here it is shown that watching goes on; the long form (EnduranceTests) holds the
    // limits themselves.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    private readonly SiloCluster _monitor = shared.Cluster;
    private readonly Upkeep _upkeep = new(shared.Cluster);

    [Fact]
    public async Task A_silo_and_an_api_host_killed_at_once_cost_no_tick_and_no_event_and_subscribers_miss_nothing()
    {
        var (from, after) = (DateTimeOffset.UtcNow, _monitor.Readers[0].Events.Count);
        await Task.WhenAll(_monitor.Silos[0].Kill(), _monitor.ApiHosts[0].Kill());
        await _upkeep.CrashGuests(0, watch: _monitor.Readers[1]);
        _monitor.Silos[0].Start();
        _monitor.ApiHosts[0].Start();
        await _monitor.Whole();
        await _upkeep.Watched(from, Upkeep.LongestGapAfterKill + Slack);
        await _upkeep.Repaired(0, after);
        await _upkeep.NothingLostNothingDoubled();
    }

    [Fact]
    public async Task A_hung_silo_is_replaced_and_costs_no_event()
    {
        var (from, after) = (DateTimeOffset.UtcNow, _monitor.Readers[0].Events.Count);
        _monitor.Silos[1].Hang();
        await _upkeep.CrashGuests(1);
        await _upkeep.Watched(from, Upkeep.LongestGapAfterHang + Slack);
        await _upkeep.Repaired(1, after);

        // It learns that it was given up and ends itself; whoever supervises it begins it again.
        _monitor.Silos[1].Wake();
        await _monitor.Silos[1].Ended();
        await _monitor.Whole();
        await _upkeep.NothingLostNothingDoubled();
    }

    [Fact]
    public async Task A_silo_that_is_added_takes_over_its_share_and_leaves_it_in_good_order()
    {
        var (from, after) = (DateTimeOffset.UtcNow, _monitor.Readers[0].Events.Count);
        var (silo, cluster) = await _monitor.Add();
        await _monitor.Until(
            _monitor.ApiHosts[0], "/api/v1/status", status => Home(status, cluster)
                .EndsWith($":{silo.SiloPort}", StringComparison.Ordinal), $"{cluster} on the new silo");
        (await silo.Stop()).ShouldBe(0);
        await _upkeep.CrashGuests(2);
        await _monitor.Until(
            _monitor.ApiHosts[0], "/api/v1/status", status => !Home(status, cluster)
                .EndsWith($":{silo.SiloPort}", StringComparison.Ordinal), $"{cluster} on another silo");
        await _monitor.Whole();
        await _upkeep.Watched(from, Upkeep.LongestGapAfterKill + Slack);
        await _upkeep.Repaired(2, after);
        await _upkeep.NothingLostNothingDoubled();
    }

    [Fact]
    public async Task While_the_database_is_away_watching_goes_on_and_what_happened_is_told_afterwards()
    {
        var from = DateTimeOffset.UtcNow;
        _monitor.Database.Stop();
        var after = _monitor.Readers[0].Events.Count;
        _upkeep.KillGuests(4);
        await Task.WhenAll(_monitor.Clusters.Select(cluster => cluster.Polled(2)));
        await _upkeep.Watched(from, Upkeep.LongestGapAfterKill + Slack);
        foreach (var api in _monitor.ApiHosts)
        {
            await _monitor.Until(
                api, "/api/v1/status", status => !status.GetProperty("storage").GetProperty("healthy").GetBoolean()
                    && status.GetProperty("clusters").GetArrayLength() == _monitor.Clusters.Count,
                "that the database is away");
            (await _monitor.Metric(api, "monitor_storage_healthy")).ShouldBe("0");
        }

        _upkeep.NothingSent(4);
        _monitor.Database.Start();
        await _upkeep.Told(4, "opened", _monitor.Readers[0], after);
        await _monitor.Whole();
        await _upkeep.Repaired(4, after);
        await _upkeep.NothingLostNothingDoubled();
    }

    private static string Home(JsonElement status, string cluster) =>
        status.GetProperty("clusters").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == cluster)
        .GetProperty("silo").GetString() ?? "";
}
