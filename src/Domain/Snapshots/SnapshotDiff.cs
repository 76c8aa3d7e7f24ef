using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>A changed guest.</summary>
/// <param name="Entry">The new entry.</param>
/// <param name="Change">What changed.</param>
public readonly record struct GuestDelta(GuestEntry Entry, GuestChange Change);

/// <summary>The result of an answer.</summary>
/// <param name="Next">The new snapshot.</param>
/// <param name="Changes">Changed guests.</param>
/// <param name="Missing">Known guests that the answer did not list.</param>
public sealed record SnapshotDiff(ClusterSnapshot Next, IReadOnlyList<GuestDelta> Changes, IReadOnlyList<GuestEntry> Missing)
{
    /// <summary>Guests dropped because answers have not listed them for too long.</summary>
    public IReadOnlyList<int> Forgotten { get; init; } = [];

    /// <summary>Unreadable and duplicate rows.</summary>
    public UnreadableRows Unreadable { get; init; } = UnreadableRows.None;
}
