using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Evaluates quorum, the figures of nodes and storages by the latest snapshot, and the cluster's newest tasks.</summary>
internal sealed class ImportantPoll(ClusterContext cluster, ClusterServices services)
{
    private readonly SharedStorageWatch _storages = new(cluster.Name, services.Settings);
    private readonly TaskWatch _tasks = new(cluster.Name, services.Probe, services.NodeTasks, services.Time);

    public async Task Run(ClusterMembership? membership, ProbeFailure? failure)
    {
        if (failure?.Kind == ProbeFailureKind.Forbidden) cluster.Access.RecordRefusal();
        if (membership is not null) cluster.Apply(membership);
        cluster.Partition.RecordMembership(membership);
        var ledger = cluster.Apply(cluster.Reach.Quorum(membership, services.Time.GetUtcNow()), services.Time.GetUtcNow());

        // Figures count only while they are current; the answer about the quorum always is.
        if (cluster.IsCurrent) ledger = await EvaluateFigures(ledger);
        cluster.Publish(ledger);
        await cluster.Record.Commit(ledger, cluster.Snapshot);
        if (membership is not null)
            await cluster.Stages.Run(
                PollStage.Identity, () => cluster.Identity.MakeAtFirst(cluster.Reach.Header.ProxmoxName, cluster.Snapshot));
    }

    private async Task<ConditionLedger> EvaluateFigures(ConditionLedger ledger)
    {
        var (stages, nodes, guests) = (cluster.Stages, cluster.Nodes, cluster.Guests);
        await stages.Run(PollStage.Nodes, async () => cluster.Snapshot = await nodes.Recheck(cluster.Snapshot, cluster.Partition.Doubt));
        var missing = cluster.VanishedParts.FindMissingStorages(ledger, cluster.Snapshot, cluster.Access.Report);
        await cluster.ReadAccess(missing, services.Time.GetUtcNow());
        await stages.Run(PollStage.Nodes, async () => cluster.Snapshot = await nodes.Judge(cluster.Snapshot, cluster.SettledAccess));
        stages.Run(PollStage.Storages, () => { ledger = EvaluateStorages(ledger); });
        var result = new FanOutResult();
        await stages.Run(PollStage.Tasks, async () => guests.Tasks.Add(await _tasks.Read(cluster.Snapshot)));
        var last = await cluster.LastWatched();
        var observations = new GuestObservations(cluster.Snapshot, last, cluster.Access.Report, cluster.Reach.WithoutQuorumAt);
        await stages.Run(PollStage.Guests, () => guests.Tasks.Notify(observations, result));
        cluster.Apply(result);
        return ledger;
    }

    private ConditionLedger EvaluateStorages(ConditionLedger ledger)
    {
        var (snapshot, at) = (cluster.Snapshot, cluster.Snapshot.At);
        (ledger, var assessments) = _storages.Judge(ledger, snapshot);
        var evaluation = new EvaluationContext(ledger, at);
        cluster.VanishedParts.JudgeStorages(evaluation, snapshot, cluster.SettledAccess);
        cluster.Book.Note(assessments.AddRange(evaluation.Assessments), at);
        return evaluation.Ledger;
    }
}
