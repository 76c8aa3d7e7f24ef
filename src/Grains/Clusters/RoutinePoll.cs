using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Nodes;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Evaluates what a routine poll read of nodes and of the guests' protection.</summary>
internal sealed class RoutinePoll(ClusterContext cluster, ClusterServices services)
{
    public async Task Run(ClusterInspection inspection)
    {
        var isCurrent = cluster.IsCurrent;
        if (isCurrent)
        {
            var missing = cluster.VanishedParts.FindMissing(
                cluster.Record.Ledger, cluster.Snapshot, inspection, cluster.Access.Report);
            await cluster.ReadAccess(missing, services.Time.GetUtcNow());
        }

        await cluster.Stages.Run(PollStage.Nodes, async () =>
        {
            var nodes = VanishedPartsWatch.WithRows(inspection.Nodes, cluster.Snapshot, cluster.Access.Report);
            cluster.Snapshot = await cluster.Nodes.Inspect(
                cluster.Snapshot, nodes.ToImmutableDictionary(node => node.Key, node => WithoutStarting(node.Key, node.Value)));
        });
        var certificates = inspection.Nodes.Values.SelectMany(node => node.Certificates ?? []);
        await cluster.Stages.Run(
            PollStage.Identity, () => cluster.Identity.Make(cluster.Reach.Header.ProxmoxName, cluster.Snapshot, certificates));

        var evaluation = Evaluate(inspection, isCurrent);
        cluster.Publish(evaluation.Ledger);
        await cluster.Record.Commit(evaluation.Ledger, cluster.Snapshot, seenAt: cluster.Snapshot.At, inspection.ClockSkews);
        cluster.Clocks.RecordWatched(cluster.Snapshot.At);
    }

    // The API of a node that boots refuses connections.
    private NodeInspection WithoutStarting(string node, NodeInspection inspection) =>
        ApiServices.IsExpected(cluster.Snapshot.FindNode(node)?.Pulse, cluster.Snapshot.At) ? inspection
        : inspection with { Refused = null };

    private EvaluationContext Evaluate(ClusterInspection inspection, bool isCurrent)
    {
        var (snapshot, access, book) = (cluster.Snapshot, cluster.Access.Report, cluster.Book);
        var evaluation = new EvaluationContext(cluster.Record.Ledger, inspection.At);
        evaluation.Add(cluster.Protection.Judge(inspection, snapshot, access).Select(services.Settings.Rules.Admit));
        if (isCurrent) cluster.VanishedParts.Judge(evaluation, snapshot, inspection, access);
        book.Replace(
            [.. ConditionCatalog.From(DataSource.Replication), .. ConditionCatalog.From(DataSource.Backups)], evaluation.Assessments,
            inspection.At);
        book.Note(evaluation.Assessments, inspection.At);
        book.Unread = inspection.NotBackedUpFailure is { } failure
            ? inspection.Unread.SetItems(
                ConditionCatalog.From(DataSource.NotBackedUp).Select(condition => KeyValuePair.Create(condition, failure)))
            : inspection.Unread;
        return evaluation;
    }
}
