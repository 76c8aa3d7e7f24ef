using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Notices that what a cluster has conditions on is there no more.</summary>
internal sealed class PartWatch(ClusterName cluster)
{
    private readonly PartCensus _census = new();

    /// <summary>The inspections with what tells a part that is gone from one that is not shown.</summary>
    public static ImmutableDictionary<string, NodeInspection> WithRows(ImmutableDictionary<string, NodeInspection> nodes, ClusterSnapshot snapshot, AccessReport? access)
    {
        var rows = snapshot.Storages.ToLookup(row => row.Node, StringComparer.Ordinal);
        return nodes.ToImmutableDictionary(pair => pair.Key, pair => pair.Value with { Rows = [.. rows[pair.Key]], Access = access }, StringComparer.Ordinal);
    }

    /// <summary>Whether something stands that the answers lack: what the token may see is then worth another look, for a right that went hides things too.</summary>
    public bool Lacks(ConditionLedger ledger, ClusterSnapshot snapshot, ClusterInspection inspection, AccessReport? access) =>
        Answers(snapshot, inspection, access).Any(answer => ledger.Active.Any(answer.Lacks))
        || WithRows(inspection.Nodes, snapshot, access).Any(pair =>
            snapshot.FindNode(pair.Key) is { } entry && pair.Value.Parts(new(cluster, pair.Key)).Any(answer => entry.Conditions.Any(answer.Lacks)));

    /// <summary>Judges what stands on the cluster's ledger and is not listed.</summary>
    public void Judge(Docket docket, ClusterSnapshot snapshot, ClusterInspection inspection, AccessReport? access)
    {
        foreach (var answer in Answers(snapshot, inspection, access)) docket.Take(_census.Judge(docket.Ledger, answer));
    }

    private IEnumerable<PartAnswer> Answers(ClusterSnapshot snapshot, ClusterInspection inspection, AccessReport? access) =>
    [
        ClusterParts.SharedStorages(cluster, snapshot, access),
        ClusterParts.Replication(cluster, inspection.Replication.Select(job => job.Vmid), inspection.ReplicationOf, snapshot, access),
        ClusterParts.Backups(cluster, snapshot, access),
    ];
}
