namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// The autonomy levels. The most specific setting applies: guest or node, then tag (the lowest of several), then cluster, then <see
/// cref="Level"/>. A level set over the API replaces the configured one of the monitor or of a cluster; if it is lower, it also caps all
/// more specific settings. NeverAct, wherever it is set, and the tag <c>monitor-never-act</c> override all levels.
/// </summary>
public sealed class AutonomyOptions
{
    /// <summary>
    /// 0 observe, 1 alert, 2 recommend, 3 act and report, 4 act silently. Applies until a level is set over the API, which is stored.
    /// Default 2: the monitor proposes and a person decides.
    /// </summary>
    public int Level { get; init; } = 2;

    /// <summary>Exceptions by cluster name.</summary>
    public IDictionary<string, AutonomyOverrideOptions> Clusters { get; init; } =
        new Dictionary<string, AutonomyOverrideOptions>(StringComparer.Ordinal);

    /// <summary>Exceptions by guest, such as <c>lab/100</c>.</summary>
    public IDictionary<string, AutonomyOverrideOptions> Guests { get; init; } =
        new Dictionary<string, AutonomyOverrideOptions>(StringComparer.Ordinal);

    /// <summary>
    /// Exceptions by node, such as <c>lab/pve1</c>: for waking it and restarting its services. They do not apply to its guests, which may
    /// move.
    /// </summary>
    public IDictionary<string, AutonomyOverrideOptions> Nodes { get; init; } =
        new Dictionary<string, AutonomyOverrideOptions>(StringComparer.Ordinal);

    /// <summary>
    /// Exceptions by guest tag in Proxmox, ignoring case. Whoever may edit a guest in Proxmox can thereby choose any level listed here.
    /// </summary>
    public IDictionary<string, AutonomyOverrideOptions> Tags { get; init; } =
        new Dictionary<string, AutonomyOverrideOptions>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>An exception from the monitor's autonomy level.</summary>
public sealed class AutonomyOverrideOptions
{
    /// <summary>0 to 4; null to use the less specific settings.</summary>
    public int? Level { get; init; }

    /// <summary>True to never act, whatever any level says. Default false.</summary>
    public bool NeverAct { get; init; }
}
