using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>How the monitor ends at a point.</summary>
public enum Death
{
    /// <summary>The call fails, and the process lives on.</summary>
    Fails,

    /// <summary>The call never returns, and the silo is killed.</summary>
    SiloDies,
}

/// <summary>
/// Counts every await of a remediation that leaves the process (each write of a store or of grain state, each call of the actuator, each
/// read of the probe) and breaks off at one of them: before it does anything, or after it has done it, when nobody learns of that.
/// </summary>
internal sealed class BreakPoints
{
    private readonly TaskCompletionSource _never = new();
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _at;
    private bool _after;
    private Death _death;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public List<string> Names { get; } = [];

    public Task Reached => _reached.Task;

    /// <summary>Called with the name of each call that has been done.</summary>
    public Func<string, Task> Then { get; set; } = _ => Task.CompletedTask;

    /// <summary>The name of a state whose next write is stored, but fails for its writer; null for none.</summary>
    public string? LosesAnswerOf { get; set; }

    /// <summary>Breaks off at the n-th call from now on; 0 only counts.</summary>
    public void Arm(int at, bool after = false, Death death = Death.Fails)
    {
        (_at, _after, _death) = (at, after, death);
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _count, 0);
        lock (Names) Names.Clear();
    }

    public void Decorate(IServiceCollection services)
    {
        Wrap<IAuditStore>(services, (provider, inner) => new Audit(this, inner));
        Wrap<IEventStore>(services, (provider, inner) => new Events(this, inner));
        Wrap<IIncidentStore>(services, (provider, inner) => new Incidents(this, inner));
        Wrap<IActuator>(services, (provider, inner) => new Actuator(this, inner));
        Wrap<IProbe>(services, (provider, inner) => new Probe(this, inner));
        var state = services.Last(service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, "state"));
        services.Remove(state);
        services.AddKeyedSingleton<IGrainStorage>(
            "state", (provider, key) => new State(this, (IGrainStorage)state.KeyedImplementationFactory!(provider, key)));
    }

    private async Task<T> Break<T>(string name, Func<Task<T>> call)
    {
        lock (Names) Names.Add(name);
        if (Interlocked.Increment(ref _count) != _at)
        {
            var answer = await call();
            await Then(name);
            return answer;
        }

        if (_after) await call();
        _reached.TrySetResult();
        if (_death == Death.SiloDies) await _never.Task;
        throw new StoreUnavailableException("broken by the test");
    }

    private async Task Break(string name, Func<Task> call) => await Break(name, async () =>
    {
        await call();
        return 0;
    });

    private static void Wrap<T>(IServiceCollection services, Func<IServiceProvider, T, T> wrap)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(inner);
        services.AddSingleton(provider => wrap(
            provider, inner.ImplementationFactory is { } factory ? (T)factory(provider)
                : (T)ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)));
    }

    private sealed class State(BreakPoints points, IGrainStorage inner) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
    {
        // What the storage's owner does at start it still does.
        public void Participate(ISiloLifecycle observer) => (inner as ILifecycleParticipant<ISiloLifecycle>)?.Participate(observer);

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            inner.ReadStateAsync(stateName, grainId, grainState);

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (points.LosesAnswerOf != stateName)
            {
                await points.Break($"state {stateName}", () => inner.WriteStateAsync(stateName, grainId, grainState));
                return;
            }

            points.LosesAnswerOf = null;
            var written = new GrainState<T>(grainState.State, grainState.ETag) { RecordExists = grainState.RecordExists };
            await inner.WriteStateAsync(stateName, grainId, written);
            throw new StoreUnavailableException("its answer was lost");
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            inner.ClearStateAsync(stateName, grainId, grainState);
    }

    private sealed class Audit(BreakPoints points, IAuditStore inner) : IAuditStore
    {
        public Task<bool> SaveAsync(AutonomyAction action, CancellationToken cancellation) =>
            points.Break($"row {action.Action} {action.Result}", () => inner.SaveAsync(action, cancellation));

        public Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation) =>
            points.Break("read journal", () => inner.ListAsync(query, cancellation));

        public Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation) =>
            inner.ListByIncidentAsync(incidentKey, cancellation);

        public Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation) =>
            points.Break("count attempts", () => inner.CountAttemptsSinceAsync(incidentKey, since, cancellation));

        public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);

        public Task<IReadOnlyList<ChainState>> ListChainsAsync(CancellationToken cancellation) => inner.ListChainsAsync(cancellation);

        public Task<IReadOnlyList<AutonomyAction>> ReadChainAsync(string chain, long after, int limit, CancellationToken cancellation) =>
            inner.ReadChainAsync(chain, after, limit, cancellation);
    }

    private sealed class Events(BreakPoints points, IEventStore inner) : IEventStore
    {
        public Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation) =>
            points.Break("event", () => inner.AppendAsync(events, cancellation));

        public Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation) =>
            inner.ReadAfterAsync(sequence, limit, cancellation);

        public Task<long> LastSequenceAsync(CancellationToken cancellation) => inner.LastSequenceAsync(cancellation);

        public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);
    }

    private sealed class Incidents(BreakPoints points, IIncidentStore inner) : IIncidentStore
    {
        public Task SaveAsync(Incident incident, CancellationToken cancellation) =>
            points.Break("incident", () => inner.SaveAsync(incident, cancellation));

        public Task SaveAsync(Incident incident, AutonomyAction step, CancellationToken cancellation) =>
            points.Break("incident", () => inner.SaveAsync(incident, step, cancellation));

        public Task SaveAsync(
            Incident incident, AutonomyAction? step, ImmutableArray<Notification> notifications, CancellationToken cancellation) =>
            points.Break("incident", () => inner.SaveAsync(incident, step, notifications, cancellation));

        public Task<Incident?> FindAsync(string id, CancellationToken cancellation) => inner.FindAsync(id, cancellation);

        public Task<Incident?> FindLatestAsync(string key, CancellationToken cancellation) => inner.FindLatestAsync(key, cancellation);

        public Task<IncidentPage> ListAsync(IncidentQuery query, CancellationToken cancellation) =>
            points.Break("list incidents", () => inner.ListAsync(query, cancellation));

        public Task<int> CountOpenAsync(CancellationToken cancellation) => inner.CountOpenAsync(cancellation);

        public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => inner.CleanUpAsync(before, cancellation);
    }

    private sealed class Actuator(BreakPoints points, IActuator inner) : IActuator
    {
        public Task<ActResult> SendAsync(RunbookAction action, CancellationToken cancellation) =>
            points.Break(action.Name.ToUpperInvariant(), () => inner.SendAsync(action, cancellation));

        public Task<ProbeResult<TaskOutcome>> ReadTaskAsync(ClusterName cluster, string upid, CancellationToken cancellation) =>
            points.Break("read task", () => inner.ReadTaskAsync(cluster, upid, cancellation));

        public Task<ActTokenCheck> CheckTokenAsync(RunbookAction action, CancellationToken cancellation) =>
            points.Break("check token", () => inner.CheckTokenAsync(action, cancellation));

        public string? TokenIdOf(ClusterName cluster) => inner.TokenIdOf(cluster);
    }

    private sealed class Probe(BreakPoints points, IProbe inner) : IProbe
    {
        public Task<ProbeResult<int>> ReadResourcesAsync(ClusterName cluster, IResourceSink sink, CancellationToken cancellation) =>
            inner.ReadResourcesAsync(cluster, sink, cancellation);

        public void Avoid(ClusterName cluster, string endpoint, string? member) => inner.Avoid(cluster, endpoint, member);

        public Task<ProbeResult<ClusterMembership>> ReadMembershipAsync(ClusterName cluster, CancellationToken cancellation) =>
            points.Break("read members", () => inner.ReadMembershipAsync(cluster, cancellation));

        public Task<ProbeResult<GuestLive>> ReadGuestAsync(GuestId guest, string node, GuestKind kind, CancellationToken cancellation) =>
            points.Break("read guest", () => inner.ReadGuestAsync(guest, node, kind, cancellation));

        public Task<ProbeResult<ImmutableArray<ServiceSample>>> ReadServicesAsync(NodeId node, CancellationToken cancellation) =>
            points.Break("read services", () => inner.ReadServicesAsync(node, cancellation));

        public Task<ProbeResult<ImmutableArray<StorageSample>>> ReadStoragesAsync(NodeId node, CancellationToken cancellation) =>
            inner.ReadStoragesAsync(node, cancellation);

        public Task<ProbeResult<ImmutableArray<CertificateSample>>> ReadCertificatesAsync(NodeId node, CancellationToken cancellation) =>
            inner.ReadCertificatesAsync(node, cancellation);

        public Task<ProbeResult<ImmutableArray<ReplicationSample>>> ReadReplicationAsync(NodeId node, CancellationToken cancellation) =>
            inner.ReadReplicationAsync(node, cancellation);

        public Task<ProbeResult<ImmutableArray<PveTask>>> ReadTasksAsync(NodeId node, TaskQuery query, CancellationToken cancellation) =>
            points.Break("read tasks", () => inner.ReadTasksAsync(node, query, cancellation));

        public Task<ProbeResult<ImmutableArray<PveTask>>> ReadClusterTasksAsync(ClusterName cluster, CancellationToken cancellation) =>
            points.Break("read cluster tasks", () => inner.ReadClusterTasksAsync(cluster, cancellation));

        public Task<ProbeResult<TaskLog>> ReadTaskLogAsync(NodeId node, string upid, CancellationToken cancellation) =>
            points.Break("read task log", () => inner.ReadTaskLogAsync(node, upid, cancellation));

        public Task<ProbeResult<NodeMemory>> ReadNodeMemoryAsync(NodeId node, CancellationToken cancellation) =>
            inner.ReadNodeMemoryAsync(node, cancellation);

        public Task<ProbeResult<DateTimeOffset>> ReadClockAsync(NodeId node, CancellationToken cancellation) =>
            points.Break("read clock", () => inner.ReadClockAsync(node, cancellation));

        public Task<ProbeResult<GuestConfig>> ReadGuestConfigAsync(
            GuestId guest, string node, GuestKind kind, CancellationToken cancellation) =>
                inner.ReadGuestConfigAsync(guest, node, kind, cancellation);

        public Task<ProbeResult<ImmutableArray<string>>> ReadJournalAsync(
            NodeId node, DateTimeOffset since, CancellationToken cancellation) => inner.ReadJournalAsync(node, since, cancellation);

        public Task<ProbeResult<ImmutableDictionary<int, GuestLive>>> ReadGuestsAsync(
            NodeId node, GuestKind kind, CancellationToken cancellation) => inner.ReadGuestsAsync(node, kind, cancellation);

        public Task<ProbeResult<ImmutableArray<MetricRecord>>> ReadMetricsAsync(
            ClusterName cluster, DateTimeOffset since, CancellationToken cancellation) =>
            inner.ReadMetricsAsync(cluster, since, cancellation);

        public Task<ProbeResult<ImmutableArray<int>>> ReadNotBackedUpAsync(ClusterName cluster, CancellationToken cancellation) =>
            inner.ReadNotBackedUpAsync(cluster, cancellation);

        public Task<ProbeResult<EffectivePrivileges>> ReadPrivilegesAsync(
            ClusterName cluster, TokenRole token, string? path, CancellationToken cancellation) =>
            inner.ReadPrivilegesAsync(cluster, token, path, cancellation);

        public string? TokenIdOf(ClusterName cluster, TokenRole token) => inner.TokenIdOf(cluster, token);

        public Task<NodeReaction?> PingAsync(NodeId node, string? address, CancellationToken cancellation) =>
            inner.PingAsync(node, address, cancellation);

        public int RequestsInLastMinute(ClusterName cluster) => inner.RequestsInLastMinute(cluster);
    }
}
