using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Finds the autonomy level of an entity for audit rows. Actions are decided by guardrails instead.</summary>
internal sealed partial class EntityLevels(IGrainFactory grains, IGuestTraits guests, MonitorSettings settings, TimeProvider time,
    ILogger<EntityLevels> log)
{
    // After this the row is written with the configured level.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The level in force. If the settings cannot be read within 2 s, the configured level; if the guest's tags cannot, the level without
    /// tags.
    /// </summary>
    public async Task<AutonomyLevel> Of(EntityId entity)
    {
        var now = await Read("autonomy settings", async () => (AutonomySettings?)await grains.Autonomy().Get())
            ?? new(settings.Autonomy.Level, new(Active: false));
        if (entity.Kind == EntityKind.Monitor) return now.Level;
        var tags = entity.Vmid is { } vmid && settings.Autonomy.Tags.Count > 0
            ? await Read("guest's tags", async () => (await guests.Of(new(entity.Cluster, vmid)))?.Tags) : null;
        return AutonomyPolicy.LevelFor(settings.Autonomy, now, entity, tags).Level;
    }

    private async Task<T?> Read<T>(string what, Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return await read().WaitAsync(Limit, time);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnreadable(log, what, problem);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The {What} cannot be read; a row is written with the level as configured")]
    private static partial void LogUnreadable(ILogger log, string what, Exception problem);
}
