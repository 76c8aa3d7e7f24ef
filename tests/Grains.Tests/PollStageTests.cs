using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Network;
using OrleansMonitor.Grains.Nodes;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>
/// A poll is stages: one that fails, or a grain that does, stops nothing else, and what was not delivered is delivered with the next poll.
/// </summary>
public sealed class PollStageTests
{
    private readonly BreakingCalls _calls = new();

    [Fact]
    public async Task A_crash_that_a_guests_grain_could_not_hear_of_is_told_with_the_next_poll()
    {
        await using var monitor = await Start();
        var vmid = monitor.AGuest();
        _calls.Throw<IVmGrain>(nameof(IVmGrain.Observe), $"lab/{vmid}");
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        await monitor.Tick();
        _calls.Broken.ShouldBe(2, "it is delivered again at each tick");
        (await monitor.OpenKeys()).ShouldBeEmpty();

        await monitor.Finish(_calls.Release());
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
    }

    [Fact]
    public async Task A_guests_grain_that_hangs_holds_up_no_other_guest_and_hears_once_it_answers()
    {
        await using var monitor = await Start();
        var (hung, other) = (monitor.AGuest(index: 0), monitor.AGuest(index: 1));
        _calls.Hang<IVmGrain>(nameof(IVmGrain.Observe), $"lab/{hung}");
        monitor.Proxmox.Cluster.KillGuest(hung);
        monitor.Proxmox.Cluster.KillGuest(other);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{other}"]);
        await monitor.Tick();
        _calls.Broken.ShouldBe(1, "it is not called again while the first call is open");

        await monitor.Finish(_calls.Release());
        await TickUntilOpen(monitor, key => key == $"VM_CRASHED:lab/{hung}");
    }

    [Theory]
    [InlineData(typeof(IIncidentBoardGrain), nameof(IIncidentBoardGrain.UpdateTraits))]
    [InlineData(typeof(IIncidentBoardGrain), nameof(IIncidentBoardGrain.EvaluateSuppression))]
    [InlineData(typeof(IAutonomyGrain), nameof(IAutonomyGrain.Get))]
    [InlineData(typeof(IOwnNetworkGrain), nameof(IOwnNetworkGrain.Report))]
    [InlineData(typeof(IIncidentBoardGrain), nameof(IIncidentBoardGrain.Review))]
    public async Task A_collaborator_that_throws_or_hangs_hides_no_crash_and_lets_the_view_move(Type grain, string method)
    {
        await using var monitor = await Start();
        foreach (var hang in new[] { false, true })
        {
            var vmid = monitor.AGuest();
            _calls.Break(grain, method, hang);
            monitor.Proxmox.Cluster.KillGuest(vmid);
            await monitor.Tick();
            await monitor.Tick();
            (await monitor.OpenKeys()).ShouldContain($"VM_CRASHED:lab/{vmid}");
            (await monitor.Events()).ShouldContain(e => e.IncidentKey == $"VM_CRASHED:lab/{vmid}");
            (await monitor.Everything()).Guests.Single(entry => entry.Sample.Vmid == vmid).Sample.Status.ShouldBe(GuestStatus.Stopped);
            await monitor.Finish(_calls.Release());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_nodes_grain_that_throws_or_hangs_hides_no_crash_and_hears_once_it_answers(bool hang)
    {
        await using var monitor = await Start();
        _calls.Break(typeof(INodeGrain), nameof(INodeGrain.Observe), hang);
        var vmid = monitor.Proxmox.Cluster.Guests
            .First(guest => guest is { Kind: "qemu", Status: "running", Node: "pve1", HaState: null }).Vmid;
        monitor.Proxmox.Cluster.KillGuest(vmid);
        monitor.Proxmox.Cluster.PowerOffNode("pve3");
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldContain($"VM_CRASHED:lab/{vmid}");
        _calls.Broken.ShouldBeGreaterThan(0);

        await monitor.Finish(_calls.Release());
        await TickUntilOpen(
            monitor, key => key.StartsWith("NODE_", StringComparison.Ordinal) && key.EndsWith("/pve3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_left_and_cannot_be_told_so_blinds_nobody()
    {
        await using var monitor = await Start();
        _calls.Throw<INodeGrain>(nameof(INodeGrain.Remove));
        monitor.Proxmox.Faults.Add(new() { PathPrefix = "/cluster/resources", DropRows = id => id == "node/pve3" });
        for (var i = 0; i < 4; i++) await monitor.Tick();
        _calls.Broken.ShouldBeGreaterThan(0);

        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldContain($"VM_CRASHED:lab/{vmid}");
    }

    [Fact]
    public async Task Followers_hear_what_moved_also_where_a_stage_fails_and_the_failure_is_counted()
    {
        await using var monitor = await Start();
        using var failures = new StageFailures(monitor.Services.GetRequiredService<IMeterFactory>());
        await using var follower = monitor.Grains.Cluster(MonitorHarness.Name).Follow(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await follower.MoveNextAsync()).ShouldBeTrue();
        _calls.Throw<IIncidentBoardGrain>(nameof(IIncidentBoardGrain.Review));
        _calls.Throw<IOwnNetworkGrain>(nameof(IOwnNetworkGrain.Report));

        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        (await follower.MoveNextAsync()).ShouldBeTrue();
        follower.Current.Guests.ShouldContain(entry => entry.Sample.Vmid == vmid && entry.Sample.Status == GuestStatus.Stopped);
        failures.Counted.ShouldBe(["ownnetwork", "sweep"], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_word_of_the_own_network_a_silent_cluster_is_blamed_late_but_blamed()
    {
        await using var monitor = await Start(options => options.Clusters.Add(new()
        {
            Name = "far",
            Endpoints = ["https://127.0.0.1:1"],
            TokenId = "monitor@pve!read",
            TokenSecret = "00000000-0000-0000-0000-000000000000",
            Tls = new() { Fingerprint = string.Join(':', Enumerable.Repeat("AA", 32)) },
        }));
        _calls.Throw<IOwnNetworkGrain>(nameof(IOwnNetworkGrain.Report));
        monitor.Proxmox.Faults.Add(new() { AbortConnection = true });
        for (var i = 0; i < 5; i++) await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBeEmpty("nobody is blamed at first sight");
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe(["CLUSTER_UNREACHABLE:lab"]);
    }

    private static async Task TickUntilOpen(MonitorHarness monitor, Func<string, bool> expected)
    {
        for (var i = 0; i < 6; i++)
        {
            await monitor.Tick();
            if ((await monitor.OpenKeys()).Any(expected)) return;
        }

        (await monitor.OpenKeys()).ShouldContain(key => expected(key));
    }

    private async Task<MonitorHarness> Start(Action<Hosting.Options.MonitorOptions>? configure = null)
    {
        var monitor = await MonitorHarness.Start(options: new()
        {
            Services = services => services.AddSingleton<IOutgoingGrainCallFilter>(_calls),
            Configure = configure ?? (_ => { }),
        });
        await monitor.Tick();
        return monitor;
    }

    private sealed class StageFailures : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly HashSet<string> _stages = new(StringComparer.Ordinal);

        public StageFailures(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "monitor.poll.stage.failed" && instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (tag.Key == "stage") lock (_stages) _stages.Add((string)tag.Value!);
                }
            });
            _listener.Start();
        }

        public IReadOnlyList<string> Counted
        {
            get
            {
                lock (_stages) return [.. _stages];
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
