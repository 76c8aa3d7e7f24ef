using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Notices that what a cluster has conditions on is there no more.</summary>
internal sealed class VanishedPartsWatch(ClusterName cluster)
{
    private readonly VanishedParts _census = new();

    /// <summary>The inspections with what tells a part that is gone from one that is not shown.</summary>
    public static ImmutableDictionary<string, NodeInspection> WithRows(
        ImmutableDictionary<string, NodeInspection> nodes, ClusterSnapshot snapshot, AccessReport? access)
    {
        var rows = snapshot.Storages.ToLookup(row => row.Node, StringComparer.Ordinal);
        return nodes.ToImmutableDictionary(
            pair => pair.Key, pair => pair.Value with { Rows = [.. rows[pair.Key]], Access = access }, StringComparer.Ordinal);
    }

    /// <summary>
    /// What would be proven to be gone if the token still sees what it did: that is worth another look, for a right that went hides things
    /// too.
    /// </summary>
    public IReadOnlyList<EntityId> Lacking(
        ConditionLedger ledger, ClusterSnapshot snapshot, ClusterInspection inspection, AccessReport? access) =>
    [
        .. Answers(snapshot, inspection, access).SelectMany(answer => Lacking(ledger.Active, answer)),
        .. WithRows(inspection.Nodes, snapshot, access).SelectMany(pair =>
            pair.Value.Parts(new(cluster, pair.Key)).SelectMany(answer => Lacking(snapshot.FindNode(pair.Key)?.Conditions ?? [], answer))),
    ];

    /// <summary>The same of storages by their rows, which say how full they are.</summary>
    public IReadOnlyList<EntityId> LackingStorages(ConditionLedger ledger, ClusterSnapshot snapshot, AccessReport? access) =>
    [
        .. Lacking(ledger.Active, ClusterParts.SharedStorages(cluster, snapshot, access)),
        .. snapshot.Nodes.SelectMany(entry =>
            Lacking(entry.Conditions, NodeParts.Figures(new(cluster, entry.Sample.Node), snapshot.OwnStorages(entry.Sample.Node), access))),
    ];

    /// <summary>Judges what stands on the cluster's ledger for shared storages that have no rows.</summary>
    public void JudgeStorages(EvaluationContext evaluation, ClusterSnapshot snapshot, AccessReport? access) =>
        evaluation.Add(_census.Judge(evaluation.Ledger, ClusterParts.SharedStorages(cluster, snapshot, access)));

    /// <summary>Judges what stands on the cluster's ledger and is not listed by a routine poll.</summary>
    public void Judge(EvaluationContext evaluation, ClusterSnapshot snapshot, ClusterInspection inspection, AccessReport? access)
    {
        foreach (var answer in Answers(snapshot, inspection, access)) evaluation.Add(_census.Judge(evaluation.Ledger, answer));
    }

    private static IEnumerable<EntityId> Lacking(ImmutableArray<ActiveCondition> standing, PartAnswer answer) =>
        standing.Where(active => answer.Lacks(active) && answer.Hidden(active.Entity) is null).Select(active => active.Entity);

    private IEnumerable<PartAnswer> Answers(ClusterSnapshot snapshot, ClusterInspection inspection, AccessReport? access) =>
    [
        ClusterParts.Replication(cluster, inspection.Replication.Select(job => job.Vmid), inspection.ReplicationOf, snapshot, access),
        ClusterParts.Backups(cluster, snapshot, access),
    ];
}
