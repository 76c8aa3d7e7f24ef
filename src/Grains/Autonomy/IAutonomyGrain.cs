using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Grains.Autonomy;

/// <summary>The autonomy levels and the kill switch, kept across restarts. Key: 0.</summary>
[Alias("autonomy-grain")]
public interface IAutonomyGrain : IGrainWithIntegerKey
{
    /// <summary>The settings in force.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<AutonomySettings> Get();

    /// <summary>The settings in force, read from the database for this call. Called before acting.</summary>
    [Alias("read")]
    Task<AutonomySettings> Read();

    /// <summary>Sets the level of the whole monitor or of one cluster; audited and published.</summary>
    /// <param name="level">The level; null removes a cluster's own level.</param>
    /// <param name="cluster">The cluster; null for the whole monitor.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="actor">Who requested it.</param>
    [Alias("set-level-of")]
    Task<AutonomySettings> SetLevel(AutonomyLevel? level, string? cluster, string? reason, string actor);

    /// <summary>
    /// Turns the kill switch on or off; audited and published. Turning it on takes effect at once, even without the database: if it is not
    /// stored within 2 s, the result says so (<see cref="KillSwitch.Unstored"/>), and storing is retried every second. A release takes
    /// effect only once it is stored.
    /// </summary>
    [Alias("set-kill-switch")]
    Task<AutonomySettings> SetKillSwitch(bool active, string? reason, string actor);
}
