using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Tells which incident explains another one: its parent.</summary>
public static class Inhibition
{
    // The longest that a cause is seen after its effects: Proxmox drops a frozen node's figures after five minutes.
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(5);

    /// <summary>True for conditions that explain others.</summary>
    public static bool CanBeParent(ConditionType condition) => Reach(condition) > 0;

    /// <summary>True where an incident began so long before its parent that it is no consequence of it, only related.</summary>
    public static bool CameLater(Incident parent, Incident incident) => incident.BeganAt < parent.OpenedAt - Lead;

    /// <summary>
    /// The narrowest incident that explains another: a storage's before its node's, a node's before the cluster's. One that came later
    /// (<see cref="CameLater"/>) only where no other does, and while it holds. Null where none does.
    /// </summary>
    /// <param name="incident">The one to be explained.</param>
    /// <param name="node">The node that it concerns now; null where none or not known.</param>
    /// <param name="parents">Those that could explain it, open or ended. One that is held open by flapping alone explains no more than one
    /// that ended when it became quiet.</param>
    /// <param name="at">Now.</param>
    /// <param name="aftermath">How long an ended one still explains: what it caused ends later than it does.</param>
    /// <param name="storm">Which guests' failures belong to a storm; null for none.</param>
    public static Incident? ParentOf(
        Incident incident, string? node, IEnumerable<Incident> parents, DateTimeOffset at, TimeSpan aftermath,
        StormReach? storm = null) => parents
        .Where(parent => Explains(parent, incident, node, storm) && Stands(parent, at, aftermath))
        .Where(parent => parent.ConditionHolds || !CameLater(parent, incident))
        .OrderBy(parent => CameLater(parent, incident)).ThenBy(parent => Reach(parent.Condition)).ThenBy(parent => parent.ConditionHolds ? 0 : 1)
        .ThenBy(parent => parent.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    private static bool Explains(Incident parent, Incident child, string? node, StormReach? storm)
    {
        if (Reach(parent.Condition) <= Reach(child.Condition) || child.ConcernsMonitor) return false;
        if (parent.Condition == ConditionType.MonitorIsolated) return true;
        if (parent.Entity.Cluster != child.Entity.Cluster) return false;
        var guest = child.Entity.Kind == EntityKind.Guest;
        var here = node is not null && string.Equals(node, parent.Entity.Node, StringComparison.Ordinal);
        return parent.Condition switch
        {
            ConditionType.ClusterUnreachable => true,
            ConditionType.FailureStorm => guest && storm?.Covers(parent, child) == true,
            ConditionType.QuorumLost => guest || child.Condition is ConditionType.NodeUnreachable or ConditionType.NodeIsolated,
            // A node that answers by itself again and is not heard yet is no damage of its absence: it is what its absence has become.
            ConditionType.NodeUnreachable => here && child.Condition != ConditionType.NodeIsolated,
            // A dead service or storage of the node is what froze it: that must be told.
            ConditionType.NodeFrozen => here && guest,
            // Which disks a guest has is not read, so only what a storage alone brings about is put down to it.
            ConditionType.StorageUnavailable when child.Condition == ConditionType.BackupFailed =>
                here && string.Equals(child.Storage, parent.Entity.Name, StringComparison.Ordinal),
            ConditionType.StorageUnavailable => here && child.Condition is ConditionType.GuestIoError or ConditionType.ReplicationFailed,
            _ => false,
        };
    }

    // A clock that was set back must not keep an ended one standing.
    private static bool Stands(Incident parent, DateTimeOffset at, TimeSpan aftermath) =>
        parent.GoneSince is not { } end || (LeavesDamage(parent.Condition) && (at - end).Duration() < aftermath);

    // While nothing could be seen nothing was believed either: what is found afterwards is fresh. After a storm repairs go on at once.
    private static bool LeavesDamage(ConditionType condition) =>
        condition is not (ConditionType.ClusterUnreachable or ConditionType.MonitorIsolated or ConditionType.FailureStorm);

    private static int Reach(ConditionType condition) => condition switch
    {
        ConditionType.MonitorIsolated => 7,
        ConditionType.ClusterUnreachable => 6,
        ConditionType.FailureStorm => 5,
        ConditionType.QuorumLost => 4,
        ConditionType.NodeUnreachable => 3,
        ConditionType.NodeFrozen => 2,
        ConditionType.StorageUnavailable => 1,
        _ => 0,
    };
}
