using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Network;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Reads all rows, notifies nodes and guests that changed, evaluates the cluster as a whole, and stores and publishes that.
/// </summary>
internal sealed class CriticalPoll(ClusterContext cluster, ClusterServices services, IGrainFactory grains, ILogger log)
{
    private const string OverdueDeliveries = "what was seen of some guests cannot be recorded: every try fails";

    private readonly RowReader _rows = new(cluster.Name, services.Probe, services.Settings, cluster.Reach.Polls, cluster.History,
        services.Time);
    private readonly OwnNetworkReport _ownNetwork = new(
        cluster.Name, grains, services.Settings.Clusters, services.Settings.Rules.UnreachableAfter, services.Time, cluster.Stages);

    private readonly TraitsPush _traits = new(cluster.Name, grains);
    private readonly SuppressionSweep _sweep = new(cluster.Name, grains, services.Time, log);
    private bool _isRecalled;

    private ReachWatch Reach => cluster.Reach;

    private StageGuard Stages => cluster.Stages;

    /// <summary>Runs the stages in turn.</summary>
    /// <exception cref="PollNotAppliedException">A stage failed without which the poll does not count.</exception>
    public async Task Run()
    {
        Reach.BeginPoll();
        if (await Stages.Read(PollStage.Read, ReadRows) is not { } rows)
        {
            cluster.Publish(cluster.Record.Ledger);
            throw new PollNotAppliedException(Reach.OwnFault);
        }

        // Removed while it was read: what failed because of that means nothing.
        if (!services.Settings.Clusters.Contains(cluster.Name)) return;
        RecordUnreadable(rows.Diff?.Unreadable ?? UnreadableRows.None);
        Reach.RecordPoll(rows.Failure, rows.Duration);
        var report = _ownNetwork.Report(ReachWatch.Answered(rows.Failure), Reach.Header.FailedPolls);
        var confirmed = rows.Diff is { } diff
            ? await Stages.Read(PollStage.Membership, () => Confirm(diff, rows.Endpoint)) ?? cluster.Partition.Unconfirmed(diff)
            : null;
        Stages.Run(PollStage.History, () => RecordHistory(confirmed));
        if (!await Stages.Run(PollStage.Record, cluster.Record.Read))
        {
            if (confirmed is not null) cluster.Publisher.PublishUnevaluated(Reach.Header, confirmed.Diff.Next);
            throw new PollNotAppliedException(Reach.OwnFault);
        }

        var ledger = await Evaluate(rows.Failure, confirmed, report);
        cluster.Publish(ledger);
        if (await Stages.Run(PollStage.Commit, () => cluster.Record.Commit(ledger, cluster.Snapshot))) cluster.Publisher.ClearGone();
        if (rows.Failure is not null) Reach.Polls.Concluded();
        cluster.Publisher.PublishHeader(Reach.Header, cluster.Snapshot);
        await Stages.Run(PollStage.Sweep, async () => await _sweep.Run((await report).Incident));
        if (confirmed is not null) await Stages.Run(PollStage.Events, cluster.Permissions.Publish);
        if (Reach.IsUndelivered) throw new PollNotAppliedException(Reach.OwnFault ?? OverdueDeliveries);
    }

    private async Task<ConditionLedger> Evaluate(ProbeFailure? failure, PartitionRows? rows, Task<SilenceReading> report)
    {
        // Only a cluster that does not answer is compared with the other clusters.
        var verdict = failure is null ? SilenceVerdict.Cluster : (await report).Verdict;
        if (failure is not null) cluster.Access.RecordUnreachable();

        // Nodes and guests ask Proxmox too before they are evaluated.
        var lost = rows is null ? null : await Reach.Polls.Ask(() => Deliver(rows));
        var at = rows is null ? services.Time.GetUtcNow() : cluster.Snapshot.At;
        var ledger = cluster.Apply(Reach.Judge(failure, verdict, cluster.Record.State.Standalone), at);
        foreach (var vmid in cluster.Publisher.Gone)
            ledger = ledger.EndOf(EntityId.Of(new GuestId(cluster.Name, vmid)), $"it is gone: {ClusterParts.Destroyed}", at);
        if (rows?.Members is { } members) ledger = cluster.Apply(Reach.Quorum(members, at), at, ledger);
        return lost is null ? ledger : cluster.Apply(lost, at, ledger);
    }

    // Changes are queued before anything can fail: a guest that cannot be notified now is notified with the next poll.
    private async Task<Assessment?> Deliver(PartitionRows rows)
    {
        var (diff, members) = rows;
        var before = cluster.Snapshot;
        cluster.Guests.Add(diff);
        cluster.Snapshot = diff.Next;
        cluster.Publisher.AddForgotten(diff.Forgotten);
        if (members is not null) cluster.Apply(members);
        if (!_isRecalled)
            _isRecalled = await Stages.Run(PollStage.Recall, Recall);
        Assessment? lost = null;
        if (!await Stages.Run(PollStage.Access, async () => lost = await cluster.Permissions.Judge(before, diff)))
            cluster.Access.RecordReadFailure();
        await Stages.Run(PollStage.Traits, () => _traits.Push(cluster.Snapshot));
        await Stages.Run(
            PollStage.Nodes,
            async () => cluster.Snapshot = await cluster.Nodes.NotifyStatus(cluster.Snapshot, cluster.Partition.Doubt));
        var result = new FanOutResult();
        var last = await cluster.LastWatched();
        var isNotified = await Stages.Run(PollStage.Guests, () => cluster.Guests.Notify(
            diff, result, last, cluster.Access, cluster.Reach.WithoutQuorumAt));
        if (isNotified && !cluster.Guests.IsOverdue) Reach.RecordApplied();
        else Reach.RecordUndelivered();
        cluster.Apply(result);
        return lost;
    }

    private async Task Recall()
    {
        var affected = await services.Incidents.Read(cluster.Name);
        cluster.Guests.Remember(affected.Guests);
        cluster.Nodes.Remember(affected.Nodes);
    }

    private Task<RowsRead?> ReadRows() => _rows.Read(cluster.Snapshot, cluster.Record.State, cluster.Access.Report);

    private async Task<PartitionRows?> Confirm(SnapshotDiff diff, string? endpoint) => await Reach.Polls.Ask(
        () => cluster.Partition.Confirm(
            diff, endpoint, async () => await ReadRows() is { Diff: { } again } rows ? (again, rows.Endpoint) : null));

    private void RecordHistory(PartitionRows? rows)
    {
        if (rows is null) cluster.History.Advance(services.Time.GetUtcNow());
        else cluster.History.Record(rows.Diff.Next);
    }

    private void RecordUnreadable(UnreadableRows rows)
    {
        cluster.Unreadable = rows;
        Reach.RecordUnreadable(rows.Description);
        services.Metrics.Unreadable(cluster.Name, rows.Count);
    }
}
