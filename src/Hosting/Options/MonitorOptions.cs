using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Hosting.Options;

/// <summary>The section <c>Monitor</c> of the configuration as written; validated by <see cref="MonitorConfiguration"/>.</summary>
public sealed class MonitorOptions
{
    /// <summary>The Proxmox clusters and standalone nodes to monitor.</summary>
    public IList<ClusterOptions> Clusters { get; init; } = [];

    /// <summary>The poll periods.</summary>
    public TierSettings Tiers { get; init; } = new();

    /// <summary>Thresholds by condition, such as <c>DISK_HIGH</c>; a condition that is not listed keeps its defaults.</summary>
    public IDictionary<string, RuleOptions> Rules { get; init; } = new Dictionary<string, RuleOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Thresholds for particular guests, nodes, storages, tags and pools.</summary>
    public IList<OverrideOptions> Overrides { get; init; } = [];

    /// <summary>Flapping and notification of incidents.</summary>
    public IncidentSettings Incidents { get; set; } = new();

    /// <summary>Who is notified of incidents.</summary>
    public NotificationOptions Notifications { get; init; } = new();

    /// <summary>The maintenance windows.</summary>
    public IList<MaintenanceOptions> Maintenance { get; init; } = [];

    /// <summary>How ambiguous observations are interpreted.</summary>
    public DetectionOptions Detection { get; init; } = new();

    /// <summary>The autonomy levels.</summary>
    public AutonomyRules Autonomy { get; set; } = new();

    /// <summary>The limits of remediation.</summary>
    public GuardrailSettings Guardrails { get; init; } = new();

    /// <summary>The retention periods.</summary>
    public RetentionSettings Retention { get; init; } = new();

    /// <summary>The database.</summary>
    public DatabaseOptions Database { get; init; } = new();

    /// <summary>The silo's addresses and certificates.</summary>
    public SiloOptions Silo { get; init; } = new();

    /// <summary>The key that seals the tokens of added clusters.</summary>
    public SecretsOptions Secrets { get; init; } = new();

    /// <summary>Access to the API.</summary>
    public AuthOptions Auth { get; init; } = new();
}
