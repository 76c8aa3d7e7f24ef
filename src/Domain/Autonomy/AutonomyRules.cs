using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;

namespace OrleansMonitor.Domain.Autonomy;

/// <summary>
/// The configured autonomy levels, section <c>Monitor:Autonomy</c>. The most specific setting applies: guest or node, then tag (the lowest
/// of several), then cluster, then <see cref="Level"/>. A level set over the API replaces the configured one of the monitor or of a
/// cluster; if it is lower, it also caps all more specific settings. NeverAct, wherever it is set, and the tag <c>monitor-never-act</c>
/// override all levels.
/// </summary>
public sealed record AutonomyRules
{
    private static readonly FrozenDictionary<string, AutonomyOverride> NoOverrides = FrozenDictionary<string, AutonomyOverride>.Empty;

    /// <summary>Level 2 everywhere.</summary>
    public static AutonomyRules Default { get; } = new();

    /// <summary>
    /// 0 observe, 1 alert, 2 recommend, 3 act and report, 4 act silently. Applies until a level is set over the API, which is stored.
    /// Default 2: the monitor proposes and a person decides.
    /// </summary>
    [Range(0, 4)]
    public AutonomyLevel Level { get; init; } = AutonomyLevel.Recommend;

    /// <summary>Exceptions by cluster name.</summary>
    public IReadOnlyDictionary<string, AutonomyOverride> Clusters { get; init; } = NoOverrides;

    /// <summary>Exceptions by guest, such as <c>lab/100</c>.</summary>
    public IReadOnlyDictionary<string, AutonomyOverride> Guests { get; init; } = NoOverrides;

    /// <summary>
    /// Exceptions by node, such as <c>lab/pve1</c>: for waking it and restarting its services. They do not apply to its guests, which may
    /// move.
    /// </summary>
    public IReadOnlyDictionary<string, AutonomyOverride> Nodes { get; init; } = NoOverrides;

    /// <summary>
    /// Exceptions by guest tag in Proxmox, ignoring case. Whoever may edit a guest in Proxmox can thereby choose any level listed here.
    /// </summary>
    public IReadOnlyDictionary<string, AutonomyOverride> Tags { get; init; } = NoOverrides;
}

/// <summary>An exception from the monitor's autonomy level.</summary>
/// <param name="Level">0 to 4; null to use the less specific settings.</param>
/// <param name="NeverAct">True to never act, whatever any level says. Default false.</param>
public sealed record AutonomyOverride([property: Range(0, 4)] AutonomyLevel? Level = null, bool NeverAct = false);
