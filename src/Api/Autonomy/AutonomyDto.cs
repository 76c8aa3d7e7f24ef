using OrleansMonitor.Api.Status;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Api.Autonomy;

/// <summary>Level and kill switch in force, and the levels of clusters that have one of their own.</summary>
internal sealed record AutonomyDto(int AutonomyLevel, KillSwitchDto KillSwitch, IReadOnlyDictionary<string, int> Clusters)
{
    public static AutonomyDto Of(AutonomySettings settings) => new(
        (int)settings.Level, StatusRoutes.ToDto(settings.KillSwitch),
        settings.Clusters.ToDictionary(pair => pair.Key, pair => (int)pair.Value, StringComparer.Ordinal));
}

/// <summary>What sets the level; documents what is read with more care than a binder takes.</summary>
internal sealed record LevelRequest(int? Level, string? Cluster, string? Reason);

/// <summary>What throws or releases the kill switch.</summary>
internal sealed record KillSwitchRequest(bool Active, string? Reason);
