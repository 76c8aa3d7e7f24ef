using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Grains.Autonomy;

/// <summary>How far the monitor may go: level and kill switch, kept across restarts. Key: 0.</summary>
[Alias("autonomy-grain")]
public interface IAutonomyGrain : IGrainWithIntegerKey
{
    /// <summary>What is in force.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<AutonomySettings> Get();

    /// <summary>The same, read from the database at this moment: what is about to act asks so.</summary>
    [Alias("read")]
    Task<AutonomySettings> Read();

    /// <summary>Sets the level of the whole monitor or of one cluster; audited and told.</summary>
    /// <param name="level">The level; null takes a cluster's own level away.</param>
    /// <param name="cluster">The cluster; null for the whole monitor.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="actor">Who.</param>
    [Alias("set-level-of")]
    Task<AutonomySettings> SetLevel(AutonomyLevel? level, string? cluster, string? reason, string actor);

    /// <summary>
    /// Turns the kill switch on or off; audited and published. Turning it on takes effect at once, whatever the database does: where that
    /// does not take it within 2 s the answer says so (<see cref="KillSwitch.Unstored"/>), and it is tried again each second until it is
    /// stored. A release counts only once it is stored.
    /// </summary>
    [Alias("set-kill-switch")]
    Task<AutonomySettings> SetKillSwitch(bool active, string? reason, string actor);
}
