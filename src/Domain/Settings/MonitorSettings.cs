using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Domain.Settings;

/// <summary>What grains need of the configuration, checked already.</summary>
/// <param name="Clusters">The clusters to watch, in the order configured.</param>
/// <param name="Tiers">How often.</param>
/// <param name="Rules">By which rules.</param>
/// <param name="Autonomy">The level in force until somebody sets another.</param>
/// <param name="Retention">How long what is kept.</param>
public sealed record MonitorSettings(
    ImmutableArray<ClusterName> Clusters, TierSettings Tiers, RuleSet Rules, AutonomyLevel Autonomy, RetentionSettings Retention)
{
    /// <summary>How incidents are held and told.</summary>
    public IncidentSettings Incidents { get; init; } = IncidentSettings.Default;

    /// <summary>The limits of acting.</summary>
    public GuardrailSettings Guardrails { get; init; } = GuardrailSettings.Default;

    /// <summary>Ids of the runbooks in use; null for all.</summary>
    public ImmutableArray<string>? Runbooks { get; init; }

    /// <summary>Exceptions from the level in force, by cluster, guest, node and tag.</summary>
    public AutonomyRules AutonomyRules { get; init; } = AutonomyRules.Default with { Level = Autonomy };
}

/// <summary>How long what is kept.</summary>
/// <param name="Actions">Rows of <c>autonomy_actions</c> and resolved incidents. Default 90 days.</param>
/// <param name="Events">Events. Default 30 days; a client that was away longer has a gap.</param>
public sealed record RetentionSettings(TimeSpan Actions, TimeSpan Events);
