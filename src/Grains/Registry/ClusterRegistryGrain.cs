using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Registry;

// Reentrant so that it can be read while a change waits for the database. Kept alive so that it can be while that is away.
[Reentrant, KeepAlive]
internal sealed partial class ClusterRegistryGrain(
    [LazyPersistentState("cluster-registry")] LazyPersistentState<ClusterRegistry> stored, WatchEnd watchEnd, MonitorSettings settings,
    TimeProvider time, ILogger<ClusterRegistryGrain> log) : Grain, IClusterRegistryGrain
{
    private static readonly TimeSpan EndPeriod = TimeSpan.FromSeconds(1);

    private IGrainTimer? _ending;

    private ClusterRegistry Stored => stored.Value ?? ClusterRegistry.Empty;

    public async Task<ClusterRegistry?> Get(long? known)
    {
        if (!stored.IsKnown) await stored.Exclusively(stored.Read);
        EndSoon();
        return Stored.Version == known ? null : Stored;
    }

    public Task<RegistryRefusal?> Add(RegisteredCluster cluster, string? address) => Apply(
        () => Configured(cluster.Name)
            ?? Stored.Refuse(cluster, isNew: true), () => Stored.With(cluster), () => RegistryChange.Added(cluster, address));

    public Task<RegistryRefusal?> Change(RegisteredCluster cluster, string actor, string? address)
    {
        RegisteredCluster Next() => Stored.Find(cluster.Name) is { } known
            ? cluster with { Paused = known.Paused, AddedAt = known.AddedAt, AddedBy = known.AddedBy }
            : cluster;
        return Apply(
            () => Configured(cluster.Name) ?? Stored.Refuse(cluster, isNew: false), () => Stored.With(Next()),
            () => RegistryChange.Changed(Stored.Find(cluster.Name)!, Next(), actor, address));
    }

    public Task<RegistryRefusal?> Pause(ClusterName name, bool paused, string actor, string? address)
    {
        ClusterRegistry Next(RegisteredCluster known) => paused
            ? Stored.Paused(known, $"no longer watched: paused by {actor}")
            : Stored.Resumed(known);
        return Apply(
            () => Configured(name) ?? Unknown(name) ?? (paused || !Stored.IsEnding(name) ? null : new(RegistryProblem.Ending, name)),
            () => Stored.Find(name)!.Paused == paused ? Stored : Next(Stored.Find(name)!),
            () => RegistryChange.Paused(Stored.Find(name)!, paused, actor, address));
    }

    public Task<RegistryRefusal?> Remove(ClusterName name, string actor, string? address) => Apply(
        () => Stored.Find(name) is null ? Configured(name) ?? Unknown(name)
            : null, () => Without(Stored.Find(name)!, $"no longer watched: removed by {actor}"),
        () => RegistryChange.Removed(Stored.Find(name)!, actor, address));

    // The configuration hides an entry of the same name: removing that entry ends nothing.
    private ClusterRegistry Without(RegisteredCluster known, string reason) =>
        settings.Clusters.IsConfigured(known.Name) ? Stored.Without(known, reason).WithEnded(known.Name) : Stored.Without(known, reason);

    private RegistryRefusal? Configured(ClusterName name) =>
        settings.Clusters.IsConfigured(name) ? new(RegistryProblem.Configured, name) : null;

    private RegistryRefusal? Unknown(ClusterName name) => Stored.Find(name) is null ? new(RegistryProblem.Unknown, name) : null;

    // The audit row comes first: a change without one must not take effect.
    private async Task<RegistryRefusal?> Apply(
        Func<RegistryRefusal?> refuse, Func<ClusterRegistry> next, Func<RegistryChange> describe)
    {
        RegistryRefusal? refusal = null;
        await stored.Exclusively(async () =>
        {
            await stored.Read();
            refusal = refuse();
            if (refusal is not null || next() == Stored) return;
            var change = describe();
            var now = time.GetUtcNow();
            var row = change.Row(now, (await GrainFactory.Autonomy().GetOrStop(log)).Level);
            await GrainFactory.Audit(null).Save(row);
            await stored.Replace(next());
            await GrainFactory.TryPublish(change.Event(row.Id, now), log);
        });
        EndSoon();
        return refusal;
    }

    private void EndSoon()
    {
        if (Stored.Ending.IsEmpty) return;
        _ending ??= this.RegisterGrainTimer(EndAll, new GrainTimerCreationOptions(TimeSpan.Zero, EndPeriod) { Interleave = true });
    }

    // Stored until it is done, so that a restart goes on with it.
    private async Task EndAll()
    {
        foreach (var ending in Stored.Ending)
        {
            try
            {
                await watchEnd.Run(ending, Stored);
                await stored.Exclusively(() => stored.Replace(Stored.WithEnded(ending.Cluster)));
                LogEnded(log, ending.Cluster, ending.Reason);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogNotEnded(log, ending.Cluster, problem.Message);
            }
        }

        if (!Stored.Ending.IsEmpty) return;
        _ending?.Dispose();
        _ending = null;
    }

    [LoggerMessage(LogLevel.Information, "Cluster {Cluster} is {Reason}; its open incidents are resolved with that reason")]
    private static partial void LogEnded(ILogger log, ClusterName cluster, string reason);

    [LoggerMessage(LogLevel.Warning,
        "Cluster {Cluster} is no longer watched, but not all of its incidents could be resolved; the monitor tries again: {Reason}")]
    private static partial void LogNotEnded(ILogger log, ClusterName cluster, string reason);
}
