using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Autonomy;

/// <summary>A configured exception from the global level.</summary>
/// <param name="Level">The level; null inherits it from wider settings.</param>
/// <param name="NeverAct">True if no action is allowed at any level.</param>
[GenerateSerializer, Immutable, Alias("autonomy-override")]
public sealed record AutonomyOverride([property: Id(0)] AutonomyLevel? Level, [property: Id(1)] bool NeverAct = false);

/// <summary>The configured levels, already validated.</summary>
[GenerateSerializer, Immutable, Alias("autonomy-rules")]
public sealed record AutonomyRules
{
    /// <summary>Level 2 everywhere.</summary>
    public static AutonomyRules Default { get; } = new();

    /// <summary>The global level. Default 2.</summary>
    [Id(0)] public AutonomyLevel Level { get; init; } = AutonomyLevel.Recommend;

    /// <summary>By cluster name.</summary>
    [Id(1)]
    public ImmutableDictionary<string, AutonomyOverride> Clusters { get; init; } =
        ImmutableDictionary<string, AutonomyOverride>.Empty;

    /// <summary>By id of a guest or node, such as <c>lab/100</c> or <c>lab/pve1</c>; a node's entry also applies to its services.</summary>
    [Id(2)]
    public ImmutableDictionary<string, AutonomyOverride> Entities { get; init; } =
        ImmutableDictionary<string, AutonomyOverride>.Empty;

    /// <summary>By tag of a guest, in lower case.</summary>
    [Id(3)] public ImmutableDictionary<string, AutonomyOverride> Tags { get; init; } = ImmutableDictionary<string, AutonomyOverride>.Empty;
}
