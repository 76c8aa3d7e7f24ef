using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.History;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Registry;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Connections;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Grains.Tests;

/// <summary>What becomes of a cluster that was added and is removed again.</summary>
public sealed class WatchEndTests
{
    private static readonly ClusterName Extra = ClusterName.Parse("extra");

    [Fact]
    public async Task Its_incidents_end_as_no_longer_watched_its_states_are_forgotten_and_others_stay()
    {
        await using var extra = await ExtraCluster.Start();
        await extra.Crash();

        (await extra.Monitor.Finish(extra.Monitor.Grains.ClusterRegistry().Remove(Extra, "ann", null))).ShouldBeNull();
        await extra.Ended();

        var incident = (await extra.Incidents()).ShouldHaveSingleItem();
        incident.State.ShouldBe(IncidentState.Resolved);
        incident.Timeline[^1].Text.ShouldBe("no longer watched: removed by ann");
        (await extra.States()).ShouldBeEmpty();
        (await extra.Monitor.Grains.Cluster(Extra).Header()).LastPollAt.ShouldBeNull();
        (await extra.Monitor.Guest(extra.Monitor.AGuest())).ShouldNotBeNull("of another cluster");
    }

    [Fact]
    public async Task What_fails_is_done_again_also_after_a_restart_and_until_then_the_name_is_taken()
    {
        await using var extra = await ExtraCluster.Start();
        await extra.Crash();
        extra.Store.Forgets = false;

        await extra.Monitor.Finish(extra.Monitor.Grains.ClusterRegistry().Remove(Extra, "ann", null));
        (await extra.Add())!.Problem.ShouldBe(RegistryProblem.Ending);
        await extra.Monitor.Restart();
        (await extra.States()).ShouldNotBeEmpty();
        extra.Store.Forgets = true;
        await extra.Ended();

        (await extra.States()).ShouldBeEmpty();
        (await extra.Add()).ShouldBeNull();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Its_autonomy_level_ends_with_it_and_stays_while_it_is_paused(bool isRemoved)
    {
        await using var extra = await ExtraCluster.Start();
        var registry = extra.Monitor.Grains.ClusterRegistry();
        await extra.Monitor.Finish(extra.Monitor.Grains.Autonomy().SetLevel(AutonomyLevel.ActSilently, "extra", null, "ann"));

        await extra.Monitor.Finish(isRemoved ? registry.Remove(Extra, "ann", null) : registry.Pause(Extra, true, "ann", null));
        await extra.Ended();

        (await extra.Monitor.Grains.Autonomy().Read()).Clusters.ContainsKey("extra").ShouldBe(!isRemoved);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Its_history_that_waits_for_the_database_is_stored_only_if_it_is_paused(bool isRemoved)
    {
        await using var extra = await ExtraCluster.Start();
        extra.History.Fails = true;
        for (var poll = 0; poll < 55; poll++) await extra.Tick();
        extra.History.Tries.ShouldBeGreaterThan(0, "ten minutes wait");

        var registry = extra.Monitor.Grains.ClusterRegistry();
        await extra.Monitor.Finish(isRemoved ? registry.Remove(Extra, "ann", null) : registry.Pause(Extra, true, "ann", null));
        await extra.Ended();
        extra.History.Fails = false;
        await extra.Monitor.FinishAny(extra.Monitor.Services.GetRequiredService<HistoryWriter>().Idle);

        var history = extra.Monitor.Services.GetRequiredService<IHistoryStore>();
        (await history.ListClustersAsync(TestContext.Current.CancellationToken)).Contains(Extra).ShouldBe(!isRemoved);
    }

    [Fact]
    public async Task What_is_still_watched_is_not_forgotten_whoever_asks()
    {
        await using var extra = await ExtraCluster.Start();
        var registry = (await extra.Monitor.Grains.ClusterRegistry().Get(null))!;

        (await extra.Monitor.Finish(extra.Monitor.Grains.Cluster(Extra).StopWatching(registry))).ShouldBeFalse();

        (await extra.Monitor.Grains.Cluster(Extra).Header()).LastPollAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_name_that_is_used_again_is_seen_for_the_first_time()
    {
        await using var extra = await ExtraCluster.Start();
        await extra.Crash();
        await extra.Monitor.Finish(extra.Monitor.Grains.ClusterRegistry().Remove(Extra, "ann", null));
        await extra.Ended();

        (await extra.Add()).ShouldBeNull();
        await extra.Watch();
        await extra.Tick();
        await extra.Tick();

        (await extra.Incidents()).ShouldAllBe(incident => !incident.IsOpen, "a guest that is down at first sight raises nothing");
    }

    [Fact]
    public async Task A_cluster_in_the_configuration_is_not_ended_by_removing_the_one_that_it_hides()
    {
        await using var extra = await ExtraCluster.Start();
        extra.Monitor.Options.Configure = options => options.Clusters.Add(new()
        {
            Name = "extra",
            Endpoints = [extra.Proxmox.Endpoints[0].ToString()],
            TokenId = extra.Proxmox.ReadTokenId,
            TokenSecret = extra.Proxmox.ReadTokenSecret,
            Tls = new() { Fingerprint = extra.Proxmox.Fingerprint },
        });
        await extra.Monitor.Restart();
        await extra.Tick();

        var registry = extra.Monitor.Grains.ClusterRegistry();
        (await extra.Monitor.Finish(registry.Pause(Extra, paused: true, "ann", null)))!.Problem.ShouldBe(RegistryProblem.Configured);
        (await extra.Monitor.Finish(registry.Remove(Extra, "ann", null))).ShouldBeNull();
        await extra.Ended();

        (await extra.States()).ShouldNotBeEmpty();
    }

    private sealed class ExtraCluster(
        MonitorHarness monitor, SimulatedProxmox proxmox, BreakableGuestStates store, BreakableHistory history) : IAsyncDisposable
    {
        public MonitorHarness Monitor => monitor;

        public SimulatedProxmox Proxmox => proxmox;

        public BreakableGuestStates Store => store;

        public BreakableHistory History => history;

        public static async Task<ExtraCluster> Start()
        {
            var (store, history) = (new BreakableGuestStates(), new BreakableHistory());
            var monitor = await MonitorHarness.Start(
                guests: 4, nodes: 1, options: new() { AfterAll = services => Decorate(services, store, history) });
            var proxmox = await SimulatedProxmox.StartAsync(
                new()
                {
                    ClusterName = "extra",
                    Guests = 4,
                    Nodes = 1,
                    StoppedShare = 0,
                    Timings = MonitorHarness.Prompt,
                },
                monitor.Time,
                TestContext.Current.CancellationToken);
            var extra = new ExtraCluster(monitor, proxmox, store, history);
            (await extra.Add()).ShouldBeNull();
            await extra.Watch();
            await monitor.Tick();
            await extra.Tick();
            return extra;
        }

        private static void Decorate(IServiceCollection services, BreakableGuestStates store, BreakableHistory history)
        {
            store.Decorate(services);
            history.Decorate(services);
        }

        public async Task<RegistryRefusal?> Add()
        {
            var cluster = new RegisteredCluster
            {
                Name = Extra,
                Endpoints = [.. proxmox.Endpoints.Select(endpoint => endpoint.ToString())],
                Fingerprints = [proxmox.Fingerprint],
                TokenId = proxmox.ReadTokenId,
                SealedToken = "",
                AddedBy = "ann",
                AddedAt = monitor.Time.GetUtcNow(),
            };
            var sealing = monitor.Services.GetRequiredService<TokenSeal>();
            cluster = cluster with { SealedToken = sealing.Seal(proxmox.ReadTokenSecret, TokenBinding.Of(cluster, TokenRole.Read)) };
            return await monitor.Finish(monitor.Grains.ClusterRegistry().Add(cluster, null));
        }

        /// <summary>What every process does each second.</summary>
        public Task Watch() => monitor.FinishAny(monitor.Services.GetRequiredService<RegistryReader>().Read());

        public async Task Tick()
        {
            monitor.Time.Advance(TimeSpan.FromSeconds(12));
            await monitor.Finish(monitor.Grains.Scheduler(Extra, Tier.Critical).Tick());
        }

        public async Task Crash()
        {
            proxmox.Cluster.KillGuest(proxmox.Cluster.Guests.First(guest =>
                guest is { Kind: "qemu", Status: "running" } && MonitorHarness.StartsAtBoot(guest.Vmid)).Vmid);
            await Tick();
            await Tick();
            (await Incidents()).ShouldHaveSingleItem().IsOpen.ShouldBeTrue();
        }

        public Task Ended()
        {
            return monitor.FinishAny(End());

            async Task End()
            {
                while (!(await monitor.Grains.ClusterRegistry().Get(null))!.Ending.IsEmpty)
                    await Task.Delay(TimeSpan.FromSeconds(1), monitor.Time);
            }
        }

        public async Task<IReadOnlyList<Incident>> Incidents() =>
            [.. (await monitor.Incidents(openOnly: false)).Where(incident => incident.Entity.Cluster == Extra)];

        public Task<IReadOnlyDictionary<int, GuestState>> States() => monitor.Services.GetRequiredService<IGuestStateStore>()
            .FindAsync(Extra, [.. proxmox.Cluster.Guests.Select(guest => guest.Vmid)], TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            await monitor.DisposeAsync();
            await proxmox.DisposeAsync();
        }
    }
}
