using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Domain.Settings;

/// <summary>The configuration for grains, already validated.</summary>
/// <param name="Clusters">The watched clusters. A live list: the only part that changes while the monitor runs.</param>
/// <param name="Tiers">The polling periods.</param>
/// <param name="Rules">The rules.</param>
/// <param name="Autonomy">The configured autonomy levels; a person can change that of the monitor and those of clusters.</param>
/// <param name="Retention">Retention periods.</param>
public sealed record MonitorSettings(
    WatchedClusters Clusters, TierSettings Tiers, RuleSet Rules, AutonomyRules Autonomy, RetentionSettings Retention)
{
    /// <summary>Flapping and notification of incidents.</summary>
    public IncidentSettings Incidents { get; init; } = IncidentSettings.Default;

    /// <summary>The configured maintenance windows.</summary>
    public ImmutableArray<MaintenanceWindow> Maintenance { get; init; } = [];

    /// <summary>Who is notified of incidents.</summary>
    public NotificationSettings Notifications { get; init; } = NotificationSettings.None;

    /// <summary>Limits for repairs.</summary>
    public GuardrailSettings Guardrails { get; init; } = GuardrailSettings.Default;
}
