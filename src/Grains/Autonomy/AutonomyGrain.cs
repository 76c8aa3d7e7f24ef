using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Autonomy;

internal sealed class AutonomyGrain(
    [PersistentState("autonomy", StateWriting.StorageName)] IPersistentState<Stored<AutonomySettings>> stored,
    MonitorSettings settings,
    TimeProvider time) : Grain, IAutonomyGrain
{
    private AutonomySettings Now => stored.State.Value ?? new(settings.Autonomy, new(Active: false));

    public Task<AutonomySettings> Get() => Task.FromResult(Now);

    public async Task<AutonomySettings> Read()
    {
        await stored.ReadStateAsync();
        return Now;
    }

    public Task<AutonomySettings> SetLevel(AutonomyLevel? level, string? cluster, string? reason, string actor)
    {
        var whose = cluster is null ? "autonomy level" : $"autonomy level of {cluster}";
        var before = cluster is null ? Word(Now.Level) : Now.Clusters.TryGetValue(cluster, out var own) ? Word(own) : "the monitor's";
        var words = $"{whose} {before} became {(level is { } next ? Word(next) : "the monitor's")}{Because(reason)}";
        return Set(Now.With(level, cluster), "set_autonomy_level", cluster, actor, words, reason);
    }

    public Task<AutonomySettings> SetKillSwitch(bool active, string? reason, string actor)
    {
        var words = $"kill switch {(active ? "thrown" : "released")}{Because(reason)}";
        return Set(Now with { KillSwitch = new(active, actor, reason, time.GetUtcNow()) }, "set_kill_switch", null, actor, words, reason);
    }

    // The row comes first: a setting that nobody can account for must not come into force.
    private async Task<AutonomySettings> Set(AutonomySettings next, string action, string? cluster, string actor, string words, string? reason)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("n", CultureInfo.InvariantCulture);
        await GrainFactory.Audit(cluster).Save(new AutonomyAction
        {
            Id = id,
            Timestamp = now,
            Action = action,
            ActionArgs = JsonSerializer.Serialize(new Dictionary<string, object?>
            {
                ["level"] = (int)LevelOf(next, cluster),
                ["killSwitch"] = next.KillSwitch.Active,
                ["reason"] = reason,
            }),
            Result = ActionResult.Success,
            ResultDetails = words,
            AutonomyLevel = LevelOf(next, cluster),
            Cluster = cluster,
            Actor = actor,
        });
        await stored.Replace(next);
        foreach (var watched in settings.Clusters) GrainFactory.Remediation(watched).Note(next).Ignore();
        var severity = next.KillSwitch.Active ? Severity.Warning : Severity.Info;
        await GrainFactory.Feed().Publish([EventComposer.System($"setting:{id}", now, severity, EventSource.User, cluster, words, $"{words} (by {actor}).")]);
        return next;
    }

    private static AutonomyLevel LevelOf(AutonomySettings settings, string? cluster) =>
        cluster is not null && settings.Clusters.TryGetValue(cluster, out var own) ? own : settings.Level;

    private static string Word(AutonomyLevel level) => $"{(int)level} ({level})";

    private static string Because(string? reason) => reason is null ? "" : $": {reason}";
}
