namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// How far the monitor may go by itself. The most specific setting counts: guest or node, then tag (of several the lowest), then cluster,
/// then
/// <see cref="Level"/>. A level set over the API replaces the configured one of the whole monitor or of a cluster, and where it is lower it
/// caps everything more specific. NeverAct, wherever it is set, and the tag <c>monitor-never-act</c> win over every level.
/// </summary>
public sealed class AutonomyOptions
{
    /// <summary>
    /// 0 observe, 1 alert, 2 recommend, 3 act and report, 4 act silently. In force until somebody sets another over the API, which is kept.
    /// Default 2: it proposes and a person decides.
    /// </summary>
    public int Level { get; init; } = 2;

    /// <summary>By cluster name.</summary>
    public IDictionary<string, AutonomyOverrideOptions> Clusters { get; init; } =
        new Dictionary<string, AutonomyOverrideOptions>(StringComparer.Ordinal);

    /// <summary>By guest, such as <c>lab/100</c>.</summary>
    public IDictionary<string, AutonomyOverrideOptions> Guests { get; init; } =
        new Dictionary<string, AutonomyOverrideOptions>(StringComparer.Ordinal);

    /// <summary>By node, such as <c>lab/pve1</c>: for waking it and for its services, not for its guests, which move.</summary>
    public IDictionary<string, AutonomyOverrideOptions> Nodes { get; init; } =
        new Dictionary<string, AutonomyOverrideOptions>(StringComparer.Ordinal);

    /// <summary>
    /// By tag of a guest in Proxmox; case does not matter. Whoever may edit a guest there can so move it to a level that is listed here.
    /// </summary>
    public IDictionary<string, AutonomyOverrideOptions> Tags { get; init; } =
        new Dictionary<string, AutonomyOverrideOptions>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>An exception from the level of the whole monitor.</summary>
public sealed class AutonomyOverrideOptions
{
    /// <summary>0 to 4; left out, wider settings count.</summary>
    public int? Level { get; init; }

    /// <summary>True: nothing is ever done to it, whatever any level says. Default false.</summary>
    public bool NeverAct { get; init; }
}
