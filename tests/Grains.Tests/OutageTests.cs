using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Sessions;
using OrleansMonitor.Grains.StoredState;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>A cluster whose grain begins anew while the database is away, and calls that go down with a silo.</summary>
public sealed class OutageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_that_begins_while_its_state_cannot_be_read_is_watched_and_shown_and_judged_afterwards()
    {
        var reads = new UnreadableState();
        await using var monitor = await MonitorHarness.Start(options: new() { AfterAll = reads.Decorate });
        reads.Away = true;
        await monitor.Tick();
        await monitor.Tick();
        Polls(monitor).ShouldBe(2);
        (await monitor.Everything()).Header.State.ShouldBe(PollState.Ok);
        (await monitor.Events()).ShouldBeEmpty("nothing can be decided by what is not known");

        reads.Away = false;
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{vmid}"]);
    }

    [Fact]
    public async Task A_poll_that_went_down_with_a_silo_does_not_hold_up_the_next_one()
    {
        var losing = new LosingCalls();
        await using var monitor =
            await MonitorHarness.Start(options: new() { Services = services => services.AddSingleton<IOutgoingGrainCallFilter>(losing) });
        await monitor.Tick();
        losing.LoseNext = nameof(IClusterGrain.Poll);
        await monitor.Tick();
        Polls(monitor).ShouldBe(1, "the call was lost");
        await monitor.Tick();
        Polls(monitor).ShouldBe(2);
    }

    [Fact]
    public async Task Incidents_that_take_long_to_weigh_do_not_hold_up_the_next_poll()
    {
        var losing = new LosingCalls();
        await using var monitor =
            await MonitorHarness.Start(options: new() { Services = services => services.AddSingleton<IOutgoingGrainCallFilter>(losing) });
        losing.LoseNext = nameof(IIncidentBoardGrain.Review);
        await monitor.Tick();
        await monitor.Tick();
        Polls(monitor).ShouldBe(2);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_does_not_hold_up_the_writes_after_the_next()
    {
        var database = new UnreadableState();
        await using var monitor = await MonitorHarness.Start(options: new() { AfterAll = database.Decorate });
        await monitor.Grains.OpenSessions().Open(Session("first"));
        database.LosesNextAnswer = true;
        foreach (var id in (string[])["lost", "stale", "last"]) await monitor.Grains.OpenSessions().Open(Session(id));

        await monitor.Restart();
        (await monitor.Grains.OpenSessions().Get()).ById.Keys.ShouldBe(["first", "lost", "stale", "last"], ignoreOrder: true);

        OpenSession Session(string id) => new(
            id, OpenSession.ProofOf(id), "admin", "admin", "admin key", Address: null, monitor.Time.GetUtcNow(), monitor.Time.GetUtcNow());
    }

    private static long Polls(MonitorHarness monitor) => monitor.Proxmox.Requests.Count("GET", "/cluster/resources");

    /// <summary>A call that is never answered, as one that a silo passed on before it died.</summary>
    private sealed class LosingCalls : IOutgoingGrainCallFilter
    {
        private readonly TaskCompletionSource _never = new();

        public string? LoseNext { get; set; }

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.InterfaceMethod.Name != LoseNext) return context.Invoke();
            LoseNext = null;
            return _never.Task;
        }
    }

    /// <summary>Grain state that cannot be read while the database is away.</summary>
    private sealed class UnreadableState
    {
        public bool Away { get; set; }

        /// <summary>Whether the next write is stored without its writer learning so.</summary>
        public bool LosesNextAnswer { get; set; }

        public void Decorate(IServiceCollection services)
        {
            var state = services.Last(
                service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, StateWriteExtensions.StorageName));
            services.Remove(state);
            services.AddKeyedSingleton<IGrainStorage>(
                StateWriteExtensions.StorageName,
                (provider, key) => new Storage(this, (IGrainStorage)state.KeyedImplementationFactory!(provider, key)));
        }

        private sealed class Storage(UnreadableState database, IGrainStorage inner) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
        {
            public void Participate(ISiloLifecycle observer) => (inner as ILifecycleParticipant<ISiloLifecycle>)?.Participate(observer);

            public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
                database.Away ? throw new StoreUnavailableException("away by the test")
                : inner.ReadStateAsync(stateName, grainId, grainState);

            public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
            {
                if (!database.LosesNextAnswer)
                {
                    await inner.WriteStateAsync(stateName, grainId, grainState);
                    return;
                }

                database.LosesNextAnswer = false;
                var before = (grainState.ETag, grainState.RecordExists);
                await inner.WriteStateAsync(stateName, grainId, grainState);
                (grainState.ETag, grainState.RecordExists) = before;
                throw new StoreUnavailableException("the answer was lost by the test");
            }

            public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
                inner.ClearStateAsync(stateName, grainId, grainState);
        }
    }
}
