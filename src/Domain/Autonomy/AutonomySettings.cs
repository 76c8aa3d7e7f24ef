using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Autonomy;

/// <summary>The autonomy settings at run time.</summary>
/// <param name="Level">The level of the whole monitor.</param>
/// <param name="KillSwitch">The kill switch.</param>
[GenerateSerializer, Immutable, Alias("autonomy-settings")]
public sealed record AutonomySettings([property: Id(0)] AutonomyLevel Level, [property: Id(1)] KillSwitch KillSwitch)
{
    /// <summary>The settings used while the stored ones cannot be read: no actions.</summary>
    public static AutonomySettings Unreadable { get; } =
        new(AutonomyLevel.Observe, new(Active: true, Reason: "the settings cannot be read; until they can, nothing is done"));

    /// <summary>Levels of single clusters, by name; other clusters use <see cref="Level"/>.</summary>
    [Id(2)]
    public ImmutableSortedDictionary<string, AutonomyLevel> Clusters
    {
        // Settings stored by older versions are deserialised without initialisers.
        get => field ?? NoLevels;
        init;
    }

    private static ImmutableSortedDictionary<string, AutonomyLevel> NoLevels { get; } =
        ImmutableSortedDictionary.Create<string, AutonomyLevel>(StringComparer.Ordinal);

    /// <summary>Sets the level of the whole monitor, or of one cluster; null removes a cluster's own level.</summary>
    /// <exception cref="ArgumentNullException">No level for the whole monitor.</exception>
    public AutonomySettings With(AutonomyLevel? level, string? cluster) => (cluster, level) switch
    {
        (null, null) => throw new ArgumentNullException(nameof(level)),
        (null, { } whole) => this with { Level = whole },
        ({ } name, null) => this with { Clusters = Clusters.Remove(name) },
        ({ } name, { } own) => this with { Clusters = Clusters.SetItem(name, own) },
    };

    /// <summary>Whether a change lets the monitor do more by itself than now.</summary>
    /// <param name="level">The level of the whole monitor or of one cluster; null removes a cluster's own.</param>
    /// <param name="cluster">The cluster; null for the whole monitor.</param>
    public bool IsRaisedBy(AutonomyLevel? level, string? cluster)
    {
        if (cluster is null) return level > Level;
        var own = Clusters.TryGetValue(cluster, out var known) ? known : Level;
        return (level ?? Level) > own;
    }

    /// <inheritdoc />
    public bool Equals(AutonomySettings? other) =>
        other is not null && Level == other.Level && KillSwitch == other.KillSwitch && Clusters.SequenceEqual(other.Clusters);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Level, KillSwitch, Clusters.Count);
}

/// <summary>The switch that stops every action while it is active. Monitoring continues.</summary>
/// <param name="Active">True while no action is allowed.</param>
/// <param name="By">Who last set it; null if never.</param>
/// <param name="Reason">The reason; null if never set.</param>
/// <param name="At">When it was set; null if never.</param>
/// <param name="Unstored">True while it exists in memory only because the database rejects writes; a restart would lose it.</param>
[GenerateSerializer, Immutable, Alias("kill-switch")]
public sealed record KillSwitch(
    [property: Id(0)] bool Active,
    [property: Id(1)] string? By = null,
    [property: Id(2)] string? Reason = null,
    [property: Id(3)] DateTimeOffset? At = null,
    [property: Id(4)] bool Unstored = false);
