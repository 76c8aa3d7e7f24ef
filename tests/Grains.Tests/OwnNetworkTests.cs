using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Simulator;
using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Grains.Tests;

public sealed class OwnNetworkTests : IAsyncLifetime
{
    private const string Isolated = "MONITOR_ISOLATED:monitor";
    private static readonly ClusterName Far = ClusterName.Parse("far");
    private static readonly FaultRule Silence = new() { AbortConnection = true };

    private SimulatedProxmox _far = null!;

    public async ValueTask InitializeAsync() =>
        _far = await SimulatedProxmox.StartAsync(
        new() { ClusterName = "far", Guests = 2, Nodes = 1 }, ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _far.DisposeAsync();

    [Fact]
    public async Task When_no_cluster_answers_it_is_one_incident_about_ourselves_until_one_does()
    {
        await using var monitor = await Start();
        await TickBoth(monitor, 1);
        monitor.Proxmox.Faults.Add(Silence);
        _far.Faults.Add(Silence);

        await TickBoth(monitor, 3);
        (await monitor.OpenKeys()).ShouldBe([Isolated]);
        var all = await monitor.Everything();
        all.Header.FreshnessOn(all.Nodes[0].Sample.Status).ShouldBe(Freshness.Stale);
        await monitor.Restart();
        await TickBoth(monitor, 3);
        (await monitor.OpenKeys()).ShouldBe([Isolated]);

        monitor.Proxmox.Faults.Clear();
        _far.Faults.Clear();
        await TickBoth(monitor, 2);
        (await monitor.OpenKeys()).ShouldBeEmpty();
        (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            incident => incident.Key.ShouldBe(Isolated),
            incident => incident.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "resolved"]));
        (await monitor.Events()).ShouldAllBe(e => e.Cluster == null);
    }

    [Fact]
    public async Task When_one_answers_again_the_other_is_blamed_itself_after_its_own_three_polls()
    {
        await using var monitor = await Start();
        await TickBoth(monitor, 1);
        monitor.Proxmox.Faults.Add(Silence);
        _far.Faults.Add(Silence);
        await TickBoth(monitor, 3);

        monitor.Proxmox.Faults.Clear();
        await TickBoth(monitor, 1);
        (await monitor.OpenKeys()).ShouldBeEmpty();
        await TickBoth(monitor, 2);
        (await monitor.OpenKeys()).ShouldBe(["CLUSTER_UNREACHABLE:far"]);
    }

    [Fact]
    public async Task While_another_answers_the_silent_one_is_blamed_and_says_that_nobody_else_speaks_for_it()
    {
        await using var monitor = await Start();
        await TickBoth(monitor, 1);
        _far.Faults.Add(Silence);
        await TickBoth(monitor, 3);

        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        incident.Key.ShouldBe("CLUSTER_UNREACHABLE:far");
        incident.Cause.ShouldContain("It is a standalone node: this monitor is the only witness.");
        incident.Cause.ShouldNotContain("No other cluster is watched");
    }

    [Fact]
    public async Task What_stood_before_is_suppressed_while_we_are_cut_off()
    {
        await using var monitor = await Start();
        await TickBoth(monitor, 1);
        monitor.Proxmox.Cluster.KillGuest(monitor.AGuest());
        await TickBoth(monitor, 1);
        monitor.Proxmox.Faults.Add(Silence);
        _far.Faults.Add(Silence);
        await TickBoth(monitor, 3);

        var isolated = (await monitor.Incidents()).Single(incident => incident.Key == Isolated);
        var crash = (await monitor.Incidents()).Single(incident => incident.Key != Isolated);
        crash.Suppressions.ShouldHaveSingleItem().ParentId.ShouldBe(isolated.Id);

        monitor.Proxmox.Faults.Clear();
        await TickBoth(monitor, 1);
        (await monitor.Incidents()).ShouldHaveSingleItem().IsSuppressed.ShouldBeFalse();
    }

    [Fact]
    public async Task With_a_single_cluster_it_is_blamed_and_the_doubt_is_told()
    {
        await using var monitor = await MonitorHarness.Start(guests: 2, nodes: 1);
        await monitor.Tick();
        monitor.Proxmox.Faults.Add(Silence);
        for (var i = 0; i < 3; i++) await monitor.Tick();

        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        incident.Key.ShouldBe("CLUSTER_UNREACHABLE:lab");
        incident.Cause.ShouldContain("a failure of the monitor's own network would look the same");
    }

    private Task<MonitorHarness> Start() => MonitorHarness.Start(guests: 4, nodes: 1, options: new()
    {
        Configure = monitor => monitor.Clusters.Add(new()
        {
            Name = "far",
            Endpoints = [.. _far.Endpoints.Select(endpoint => endpoint.ToString())],
            TokenId = _far.ReadTokenId,
            TokenSecret = _far.ReadTokenSecret,
            Tls = new() { Fingerprint = _far.Fingerprint },
        }),
    });

    private static async Task TickBoth(MonitorHarness monitor, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await monitor.Tick();
            await monitor.Finish(monitor.Grains.Scheduler(Far, Tier.Critical).Tick());
        }
    }
}
