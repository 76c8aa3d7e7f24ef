namespace OrleansMonitor.Hosting.Options;

/// <summary>The section <c>Monitor</c> of the configuration, as written; <see cref="MonitorConfiguration"/> checks it.</summary>
public sealed class MonitorOptions
{
    /// <summary>The Proxmox clusters and standalone nodes to watch.</summary>
    public IList<ClusterOptions> Clusters { get; init; } = [];

    /// <summary>How often what is polled.</summary>
    public TierOptions Tiers { get; init; } = new();

    /// <summary>Thresholds by condition, such as <c>DISK_HIGH</c>; what is not named keeps its default.</summary>
    public IDictionary<string, RuleOptions> Rules { get; init; } = new Dictionary<string, RuleOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Other thresholds for some guests, nodes, tags and pools.</summary>
    public IList<OverrideOptions> Overrides { get; init; } = [];

    /// <summary>How incidents are held and told.</summary>
    public IncidentOptions Incidents { get; set; } = new();

    /// <summary>Times in which work is expected and nobody is told.</summary>
    public IList<MaintenanceOptions> Maintenance { get; init; } = [];

    /// <summary>How what cannot be known for sure is taken.</summary>
    public DetectionOptions Detection { get; init; } = new();

    /// <summary>How far the monitor may go by itself.</summary>
    public AutonomyOptions Autonomy { get; init; } = new();

    /// <summary>The limits of acting.</summary>
    public GuardrailOptions Guardrails { get; init; } = new();

    /// <summary>How long what is kept.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>Where everything is kept.</summary>
    public DatabaseOptions Database { get; init; } = new();

    /// <summary>The silo's own addresses.</summary>
    public SiloOptions Silo { get; init; } = new();

    /// <summary>Who may use the API.</summary>
    public AuthOptions Auth { get; init; } = new();
}
