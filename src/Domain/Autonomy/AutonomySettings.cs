using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Autonomy;

/// <summary>How far the monitor may go now, and who said so.</summary>
/// <param name="Level">The level in force.</param>
/// <param name="KillSwitch">The switch that stops every action.</param>
[GenerateSerializer, Immutable, Alias("autonomy-settings")]
public sealed record AutonomySettings([property: Id(0)] AutonomyLevel Level, [property: Id(1)] KillSwitch KillSwitch)
{
    /// <summary>What counts where the settings cannot be read: nothing is done.</summary>
    public static AutonomySettings Unreadable { get; } =
        new(AutonomyLevel.Observe, new(Active: true, Reason: "the settings cannot be read; until they can, nothing is done"));

    /// <summary>Levels set for single clusters, by name; a cluster without one has <see cref="Level"/>.</summary>
    [Id(2)]
    public ImmutableSortedDictionary<string, AutonomyLevel> Clusters
    {
        // Settings that a version without it has stored are read without running initialisers.
        get => field ?? NoLevels;
        init;
    }

    private static ImmutableSortedDictionary<string, AutonomyLevel> NoLevels { get; } =
        ImmutableSortedDictionary.Create<string, AutonomyLevel>(StringComparer.Ordinal);

    /// <summary>The same settings with a level of the whole monitor, or of one cluster; null takes a cluster's own level away.</summary>
    /// <exception cref="ArgumentNullException">No level for the whole monitor.</exception>
    public AutonomySettings With(AutonomyLevel? level, string? cluster) => (cluster, level) switch
    {
        (null, null) => throw new ArgumentNullException(nameof(level)),
        (null, { } whole) => this with { Level = whole },
        ({ } name, null) => this with { Clusters = Clusters.Remove(name) },
        ({ } name, { } own) => this with { Clusters = Clusters.SetItem(name, own) },
    };

    /// <inheritdoc />
    public bool Equals(AutonomySettings? other) =>
        other is not null && Level == other.Level && KillSwitch == other.KillSwitch && Clusters.SequenceEqual(other.Clusters);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Level, KillSwitch, Clusters.Count);
}

/// <summary>The switch that stops every action while it is active. Watching goes on.</summary>
/// <param name="Active">True while nothing may be done.</param>
/// <param name="By">Who set it last; null if never.</param>
/// <param name="Reason">Why; null if never set.</param>
/// <param name="At">When; null if never set.</param>
/// <param name="Unstored">True while it is in force in memory alone, because the database does not take it yet: a restart would lose
/// it.</param>
[GenerateSerializer, Immutable, Alias("kill-switch")]
public sealed record KillSwitch(
    [property: Id(0)] bool Active,
    [property: Id(1)] string? By = null,
    [property: Id(2)] string? Reason = null,
    [property: Id(3)] DateTimeOffset? At = null,
    [property: Id(4)] bool Unstored = false);
