using OrleansMonitor.Api.Status;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Api.Autonomy;

/// <summary>The effective level and kill switch, and the levels of clusters with their own.</summary>
internal sealed record AutonomyDto(int AutonomyLevel, KillSwitchDto KillSwitch, IReadOnlyDictionary<string, int> Clusters)
{
    public static AutonomyDto Of(AutonomySettings settings) => new(
        (int)settings.Level, StatusRoutes.ToDto(settings.KillSwitch),
        settings.Clusters.ToDictionary(pair => pair.Key, pair => (int)pair.Value, StringComparer.Ordinal));
}

/// <summary>The body that sets the level. Only for documentation: the body is read more strictly than a binder does.</summary>
internal sealed record LevelRequest(int? Level, string? Cluster, string? Reason);

/// <summary>The body that turns the kill switch on or off.</summary>
internal sealed record KillSwitchRequest(bool Active, string? Reason);
