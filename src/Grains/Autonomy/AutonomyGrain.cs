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

    public Task<AutonomySettings> SetLevel(AutonomyLevel level, string actor) =>
        Set(Now with { Level = level }, "set_autonomy_level", actor, $"autonomy level {(int)Now.Level} ({Now.Level}) became {(int)level} ({level})");

    public Task<AutonomySettings> SetKillSwitch(bool active, string? reason, string actor)
    {
        var words = $"kill switch {(active ? "thrown" : "released")}{(reason is null ? "" : $": {reason}")}";
        return Set(Now with { KillSwitch = new(active, actor, reason, time.GetUtcNow()) }, "set_kill_switch", actor, words);
    }

    // The row comes first: a setting that nobody can account for must not come into force.
    private async Task<AutonomySettings> Set(AutonomySettings next, string action, string actor, string words)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("n", CultureInfo.InvariantCulture);
        await GrainFactory.Audit(null).Save(new AutonomyAction
        {
            Id = id,
            Timestamp = now,
            Action = action,
            ActionArgs = JsonSerializer.Serialize(new Dictionary<string, object> { ["level"] = (int)next.Level, ["killSwitch"] = next.KillSwitch.Active }),
            Result = ActionResult.Success,
            ResultDetails = words,
            AutonomyLevel = next.Level,
            Actor = actor,
        });
        await stored.Replace(next);
        var severity = next.KillSwitch.Active ? Severity.Warning : Severity.Info;
        await GrainFactory.Feed().Publish([EventComposer.System($"setting:{id}", now, severity, EventSource.User, null, words, $"{words} (by {actor}).")]);
        return next;
    }
}
