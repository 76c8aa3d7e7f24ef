using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Domain.Settings;

/// <summary>The configuration for grains, already validated.</summary>
/// <param name="Clusters">The watched clusters. A live list: the only part that changes while the monitor runs.</param>
/// <param name="Tiers">The polling periods.</param>
/// <param name="Rules">The rules.</param>
/// <param name="Autonomy">The autonomy level until a person changes it.</param>
/// <param name="Retention">Retention periods.</param>
public sealed record MonitorSettings(
    WatchedClusters Clusters, TierSettings Tiers, RuleSet Rules, AutonomyLevel Autonomy, RetentionSettings Retention)
{
    /// <summary>Settings for incidents and their notification.</summary>
    public IncidentSettings Incidents { get; init; } = IncidentSettings.Default;

    /// <summary>Who is notified of incidents.</summary>
    public NotificationSettings Notifications { get; init; } = NotificationSettings.None;

    /// <summary>Limits for repairs.</summary>
    public GuardrailSettings Guardrails { get; init; } = GuardrailSettings.Default;

    /// <summary>Exceptions from the autonomy level, by cluster, guest, node and tag.</summary>
    public AutonomyRules AutonomyRules { get; init; } = AutonomyRules.Default with { Level = Autonomy };
}
