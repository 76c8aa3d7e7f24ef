using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>Compares two snapshots.</summary>
public static class SnapshotComparison
{
    /// <summary>Guests of <paramref name="after"/> that are new or changed. Unchanged entries are the same object.</summary>
    public static ImmutableArray<GuestEntry> MovedGuests(ClusterSnapshot before, ClusterSnapshot after)
    {
        if (ReferenceEquals(before, after) || before.Guests == after.Guests) return [];
        var moved = ImmutableArray.CreateBuilder<GuestEntry>();
        for (var i = 0; i < after.Guests.Length; i++)
        {
            var entry = after.Guests[i];
            var same = i < before.Guests.Length && ReferenceEquals(before.Guests[i], entry);
            if (!same && !ReferenceEquals(before.FindGuest(entry.Sample.Vmid), entry)) moved.Add(entry);
        }

        return moved.ToImmutable();
    }
}
