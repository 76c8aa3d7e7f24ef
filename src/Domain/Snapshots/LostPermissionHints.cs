using System.Globalization;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>Finds hints in an answer that the read token may have lost or regained a privilege. Pure.</summary>
public static class LostPermissionHints
{
    /// <summary>Paths on which the token may hold less than the privilege list says.</summary>
    /// <param name="before">The previous snapshot.</param>
    /// <param name="diff">The answer.</param>
    public static IEnumerable<(string Path, string Privilege)> Of(ClusterSnapshot before, SnapshotDiff diff) =>
        diff.Next.Nodes.Where(node => node.Sample is { Status: NodeStatus.Online, Uptime: null })
            .Select(node => Needs.ToSee(EntityKind.Node).At(node.Sample.Node))
            .Concat(VanishedStorages(before, diff).Select(Needs.ToSee(EntityKind.Storage).At))
            .Concat(diff.Missing.Select(entry => entry.Sample.Vmid.ToString(CultureInfo.InvariantCulture))
                .Select(Needs.ToSee(EntityKind.Guest).At));

    /// <summary>Whether an object disappeared, or one appeared that the token is believed not to see.</summary>
    public static bool Moved(ClusterSnapshot before, SnapshotDiff diff, AccessReport? access) =>
        diff.Missing.Any(entry => entry.MissedPolls == 1)
        || diff.Next.Nodes.Any(node => node.Sample is { Status: NodeStatus.Online, Uptime: null }
            && before.FindNode(node.Sample.Node)?.Sample.Uptime is not null)
        || VanishedStorages(before, diff).Any()
        || (access?.MissingPermissions.IsEmpty == false
            && diff.Changes.Any(delta => (delta.Change & (GuestChange.FirstSight | GuestChange.Identity)) != GuestChange.None
                && access.MaySeeGuest(delta.Entry.Sample.Vmid) == false));

    private static IEnumerable<string> VanishedStorages(ClusterSnapshot before, SnapshotDiff diff)
    {
        if (before.Storages.Length <= diff.Next.Storages.Length) return [];
        return before.Storages.Select(storage => storage.Storage)
            .Except(diff.Next.Storages.Select(storage => storage.Storage), StringComparer.Ordinal);
    }

    /// <summary>Paths on which the token may hold less than the privilege list says, for unlisted objects.</summary>
    public static IEnumerable<(string Path, string Privilege)> Of(IEnumerable<EntityId> lacking) => lacking.Distinct()
        .Where(entity => entity.Kind is EntityKind.Storage or EntityKind.Guest).Select(entity => Needs.ToSee(entity.Kind).At(entity.Name));

    /// <summary>Paths that are known to hold less than the privilege list says.</summary>
    /// <param name="keys">Keys of missing permissions, such as <c>read:VM.Audit:/vms/103</c>.</param>
    public static IEnumerable<(string Path, string Privilege)> Known(IEnumerable<string> keys) =>
        keys.Select(key => key.Split(':')).Where(parts => parts is ["read", _, { Length: > 1 }]).Select(parts => (parts[2], parts[1]));
}
