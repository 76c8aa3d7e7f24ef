using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Autonomy;

// Reentrant so that the kill switch takes effect while other calls wait for the database. Writes run one after the other.
[Reentrant]
internal sealed partial class AutonomyGrain(
    [LazyPersistentState("autonomy")] LazyPersistentState<AutonomySettings> stored, IAutonomyListener listener, MonitorSettings settings,
    TimeProvider time, ILogger<AutonomyGrain> log) : Grain, IAutonomyGrain
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private UnstoredSwitch? _unstored;
    private IGrainTimer? _retry;

    private AutonomySettings Stored =>
        stored.IsKnown ? stored.Value ?? new(settings.Autonomy.Level, new(Active: false)) : AutonomySettings.Unreadable;

    private AutonomySettings Now =>
        _unstored is { } unstored ? Stored with { KillSwitch = unstored.Switch with { Unstored = true } } : Stored;

    public async Task<AutonomySettings> Get()
    {
        if (_unstored is null) await stored.Read();
        return Now;
    }

    public async Task<AutonomySettings> Read()
    {
        if (_unstored is null) await stored.Exclusively(stored.Reread);
        return Now;
    }

    public async Task<AutonomySettings> SetLevel(AutonomyLevel? level, string? cluster, string? reason, string actor)
    {
        await stored.Exclusively(async () =>
        {
            await stored.Read();
            var whose = cluster is null ? "autonomy level" : $"autonomy level of {cluster}";
            var description = $"{whose} {Describe(LevelOf(cluster))} became {Describe(level)}{Because(reason)}";
            await Write(Stored.With(level, cluster), new("set_autonomy_level", cluster, description, reason, actor, time.GetUtcNow()));
        });
        return Now;
    }

    public async Task<AutonomySettings> SetKillSwitch(bool active, string? reason, string actor)
    {
        var now = time.GetUtcNow();
        var done = $"kill switch turned {(active ? "on" : "off")}{Because(reason)}";
        var change = new SettingChange("set_kill_switch", null, done, reason, actor, now);
        var next = new KillSwitch(active, actor, reason, now);
        if (active) await TurnOn(new(next, change));
        else await Release(next, change);
        return Now;
    }

    // In force at once; it is stored in the background.
    private async Task TurnOn(UnstoredSwitch unstored)
    {
        _unstored = unstored;
        Announce();
        var storing = StoreSwitch();
        await Task.WhenAny(storing, Task.Delay(Timeout, time));
        if (_unstored is null) return;
        DelayDeactivation(TimeSpan.FromDays(1));
        _retry ??= this.RegisterGrainTimer(StoreSwitch, new GrainTimerCreationOptions(Pause, Pause) { Interleave = true });
    }

    // A switch that is not stored yet stays in force until it is: it is stored before its release.
    private Task Release(KillSwitch next, SettingChange change) => stored.Exclusively(async () =>
    {
        await stored.Read();
        await WriteSwitch();
        await Write(Stored with { KillSwitch = next }, change);
    });

    private async Task StoreSwitch()
    {
        try
        {
            await stored.Exclusively(async () =>
            {
                await stored.Read();
                await WriteSwitch();
            });
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnstored(log, problem.Message);
        }
    }

    private async Task WriteSwitch()
    {
        if (_unstored is { } unstored)
        {
            await Write(Stored with { KillSwitch = unstored.Switch }, unstored.Change);
            if (ReferenceEquals(_unstored, unstored)) _unstored = null;
        }

        if (_unstored is not null) return;
        _retry?.Dispose();
        _retry = null;
    }

    // The audit row comes first: a setting without one must not come into force.
    private async Task Write(AutonomySettings next, SettingChange change)
    {
        await GrainFactory.Audit(change.Cluster).Save(change.Row(next));
        await stored.Replace(next);
        Announce();
        await GrainFactory.Feed().Publish([change.Event(next)]);
    }

    private void Announce()
    {
        foreach (var cluster in settings.Clusters) listener.OnChanged(cluster, Now);
    }

    // Null if the cluster has no level of its own.
    private AutonomyLevel? LevelOf(string? cluster)
    {
        if (cluster is null) return Stored.Level;
        return Stored.Clusters.TryGetValue(cluster, out var own) ? own : null;
    }

    private static string Describe(AutonomyLevel? level) => level is { } own ? $"{(int)own} ({own})" : "the monitor's";

    private static string Because(string? reason) => reason is null ? "" : $": {reason}";

    [LoggerMessage(LogLevel.Error, "The kill switch is on but not stored yet; the write is repeated: {Reason}")]
    private static partial void LogUnstored(ILogger log, string reason);

    private sealed record UnstoredSwitch(KillSwitch Switch, SettingChange Change);
}
