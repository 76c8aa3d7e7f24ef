using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Determines the parent of an incident: the one that explains it.</summary>
public static class Inhibition
{
    /// <summary>True for conditions that explain others.</summary>
    public static bool CanBeParent(ConditionType condition) => Rank(condition) > 0;

    /// <summary>
    /// The most specific incident that explains another: a storage before its node, a node before the cluster. Null if none does.
    /// </summary>
    /// <param name="incident">The incident to explain.</param>
    /// <param name="node">The affected node now; null if none or not known.</param>
    /// <param name="parents">Candidates, open or ended. One that only flapping keeps open counts as ended when it became quiet.</param>
    /// <param name="at">Now.</param>
    /// <param name="aftermath">How long an ended incident still explains others, since its effects end later.</param>
    /// <param name="storm">Which guests' failures belong to a storm; null for none.</param>
    public static Incident? ParentOf(
        Incident incident, string? node, IEnumerable<Incident> parents, DateTimeOffset at, TimeSpan aftermath,
        StormReach? storm = null) =>
        parents.Where(parent => Explains(parent, incident, node, storm) && IsInEffect(parent, at, aftermath))
            .OrderBy(parent => Rank(parent.Condition)).ThenBy(parent => parent.ConditionHolds ? 0 : 1)
            .ThenBy(parent => parent.Id, StringComparer.Ordinal)
            .FirstOrDefault();

    private static bool Explains(Incident parent, Incident child, string? node, StormReach? storm)
    {
        if (Rank(parent.Condition) <= Rank(child.Condition) || child.ConcernsMonitor) return false;
        if (parent.Condition == ConditionType.MonitorIsolated) return true;
        if (parent.Entity.Cluster != child.Entity.Cluster) return false;
        var guest = child.Entity.Kind == EntityKind.Guest;
        var here = node is not null && string.Equals(node, parent.Entity.Node, StringComparison.Ordinal);
        return parent.Condition switch
        {
            ConditionType.ClusterUnreachable => true,
            ConditionType.FailureStorm => guest && storm?.Covers(parent, child) == true,
            ConditionType.QuorumLost => guest || child.Condition is ConditionType.NodeUnreachable or ConditionType.NodeIsolated,
            // NodeIsolated is not caused by NodeUnreachable: it is the next stage of the same outage.
            ConditionType.NodeUnreachable => here && child.Condition != ConditionType.NodeIsolated,
            // A failed service or storage may be the cause of the freeze, so it must be notified.
            ConditionType.NodeFrozen => here && guest,
            // The guests' disks are not read, so only conditions that a storage alone causes are attributed to it.
            ConditionType.StorageUnavailable when child.Condition == ConditionType.BackupFailed =>
                here && string.Equals(child.Storage, parent.Entity.Name, StringComparison.Ordinal),
            ConditionType.StorageUnavailable => here && child.Condition is ConditionType.GuestIoError or ConditionType.ReplicationFailed,
            _ => false,
        };
    }

    // Duration(): a clock that was set back must not keep an ended incident in effect.
    private static bool IsInEffect(Incident parent, DateTimeOffset at, TimeSpan aftermath) =>
        parent.GoneSince is not { } end || (HasAftermath(parent.Condition) && (at - end).Duration() < aftermath);

    // Nothing was observed during these outages, so later findings are new. After a storm, repairs continue at once.
    private static bool HasAftermath(ConditionType condition) =>
        condition is not (ConditionType.ClusterUnreachable or ConditionType.MonitorIsolated or ConditionType.FailureStorm
            or ConditionType.NodeFrozen);

    private static int Rank(ConditionType condition) => condition switch
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
