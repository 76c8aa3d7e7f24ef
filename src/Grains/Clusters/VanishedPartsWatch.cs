using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Ends conditions of parts of a cluster that no longer exist.</summary>
internal sealed class VanishedPartsWatch(ClusterName cluster)
{
    private readonly VanishedParts _parts = new();

    /// <summary>Adds what is needed to distinguish a part that is gone from a hidden one.</summary>
    public static ImmutableDictionary<string, NodeInspection> WithRows(
        ImmutableDictionary<string, NodeInspection> nodes, ClusterSnapshot snapshot, AccessReport? access)
    {
        var rows = snapshot.Storages.ToLookup(row => row.Node, StringComparer.Ordinal);
        return nodes.ToImmutableDictionary(
            pair => pair.Key, pair => pair.Value with { Rows = [.. rows[pair.Key]], Access = access }, StringComparer.Ordinal);
    }

    /// <summary>
    /// The parts that are gone unless the token lost a privilege, which hides parts too. Before they count as gone, the privileges are read
    /// again.
    /// </summary>
    public IReadOnlyList<EntityId> FindMissing(
        ConditionLedger ledger, ClusterSnapshot snapshot, ClusterInspection inspection, AccessReport? access) =>
    [
        .. Answers(snapshot, inspection, access).SelectMany(answer => Missing(ledger.Active, answer)),
        .. WithRows(inspection.Nodes, snapshot, access).SelectMany(pair =>
            pair.Value.Parts(new(cluster, pair.Key)).SelectMany(answer => Missing(snapshot.FindNode(pair.Key)?.Conditions ?? [], answer))),
    ];

    /// <summary>Like <see cref="FindMissing"/>, for storages, by their rows.</summary>
    public IReadOnlyList<EntityId> FindMissingStorages(ConditionLedger ledger, ClusterSnapshot snapshot, AccessReport? access) =>
    [
        .. Missing(ledger.Active, ClusterParts.SharedStorages(cluster, snapshot, access)),
        .. snapshot.Nodes.SelectMany(entry =>
            Missing(entry.Conditions, NodeParts.Figures(new(cluster, entry.Sample.Node), snapshot.OwnStorages(entry.Sample.Node), access))),
    ];

    /// <summary>Evaluates the cluster's conditions on shared storages that have no rows.</summary>
    public void JudgeStorages(EvaluationContext evaluation, ClusterSnapshot snapshot, AccessReport? access) =>
        evaluation.Add(_parts.Judge(evaluation.Ledger, ClusterParts.SharedStorages(cluster, snapshot, access)));

    /// <summary>Evaluates the cluster's conditions on parts that a routine poll does not list.</summary>
    public void Judge(EvaluationContext evaluation, ClusterSnapshot snapshot, ClusterInspection inspection, AccessReport? access)
    {
        foreach (var answer in Answers(snapshot, inspection, access)) evaluation.Add(_parts.Judge(evaluation.Ledger, answer));
    }

    private static IEnumerable<EntityId> Missing(ImmutableArray<ActiveCondition> conditions, PartAnswer answer) =>
        conditions.Where(active => answer.Lacks(active) && answer.Hidden(active.Entity) is null).Select(active => active.Entity);

    private IEnumerable<PartAnswer> Answers(ClusterSnapshot snapshot, ClusterInspection inspection, AccessReport? access) =>
    [
        ClusterParts.Replication(cluster, inspection.Replication.Select(job => job.Vmid), inspection.ReplicationOf, snapshot, access),
        ClusterParts.Backups(cluster, snapshot, access),
    ];
}
