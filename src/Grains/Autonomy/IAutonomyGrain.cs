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

    /// <summary>Sets the level; audited and told.</summary>
    [Alias("set-level")]
    Task<AutonomySettings> SetLevel(AutonomyLevel level, string actor);

    /// <summary>Throws or releases the kill switch; audited and told.</summary>
    [Alias("set-kill-switch")]
    Task<AutonomySettings> SetKillSwitch(bool active, string? reason, string actor);
}
