using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>Answers about a cluster's parts that have conditions: shared storages, guests' replication and backups, nodes' jobs.</summary>
public static class ClusterParts
{
    /// <summary>An answer about shared storages. A storage exists while any node lists it.</summary>
    public static PartAnswer SharedStorages(ClusterName cluster, ClusterSnapshot snapshot, AccessReport? access)
    {
        var rows = snapshot.Storages;
        return new()
        {
            Conditions = ConditionCatalog.From(DataSource.StorageRows),
            Listed = rows.Where(row => row.Shared).Select(row => EntityId.Storage(cluster, null, row.Storage)).ToHashSet(),
            Covers = static entity => entity.Kind == EntityKind.Storage,
            Hidden = entity => NodeParts.Hidden(access, entity),
            Gone = entity => rows.Any(row => row.Storage == entity.Name) ? "it is no longer shared" : "removed, or disabled",
        };
    }

    /// <summary>An answer about replication jobs. A guest's jobs are listed by its current node.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="guests">The guests that have any replication job.</param>
    /// <param name="read">The nodes that listed their jobs.</param>
    /// <param name="snapshot">The current node of each guest.</param>
    /// <param name="access">The read token's privileges.</param>
    public static PartAnswer Replication(
        ClusterName cluster, IEnumerable<int> guests, IReadOnlySet<string> read, ClusterSnapshot snapshot, AccessReport? access) => new()
        {
            Conditions = ConditionCatalog.From(DataSource.Replication),
            Listed = guests.Select(vmid => EntityId.Of(new GuestId(cluster, vmid))).ToHashSet(),
            Covers = entity => entity.Vmid is { } vmid && (snapshot.FindGuest(vmid) is not { } entry || read.Contains(entry.Sample.Node)),
            Hidden = entity => Hidden(snapshot, access, entity),
            Gone = entity => snapshot.FindGuest(entity.Vmid!.Value) is null ? Destroyed : "its replication job was removed",
        };

    /// <summary>An answer about the subjects of backups. A guest or node that no longer exists has no backup that could fail.</summary>
    public static PartAnswer Backups(ClusterName cluster, ClusterSnapshot snapshot, AccessReport? access) => new()
    {
        Conditions = ConditionCatalog.From(DataSource.Backups),
        Listed = snapshot.Guests.Where(entry => entry.MissedPolls == 0)
            .Select(entry => EntityId.Of(new GuestId(cluster, entry.Sample.Vmid)))
            .Concat(snapshot.Nodes.Select(entry => EntityId.Of(new NodeId(cluster, entry.Sample.Node)))).ToHashSet(),
        Hidden = entity => entity.Kind == EntityKind.Guest ? Hidden(snapshot, access, entity) : null,
        Gone = static entity => entity.Kind == EntityKind.Guest ? Destroyed : "it is no member of its cluster any more",
    };

    /// <summary>The reason for a guest that no longer exists.</summary>
    public const string Destroyed = "destroyed";

    private static string? Hidden(ClusterSnapshot snapshot, AccessReport? access, EntityId guest)
    {
        if (snapshot.FindGuest(guest.Vmid!.Value) is { MissedPolls: > 0 }) return "nothing proves that the guest was destroyed";
        var need = Needs.ToSee(EntityKind.Guest);
        return access?.MaySee(EntityKind.Guest, guest.Name) switch
        {
            true => null,
            false => need.LackedOn(need.PathOf(guest.Name)),
            null => "what the token may see could not be read",
        };
    }
}
