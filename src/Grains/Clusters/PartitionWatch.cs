using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Reads the members as soon as rows call one offline, and the rows anew from an endpoint that has quorum where theirs has none.
/// </summary>
internal sealed class PartitionWatch(ClusterName cluster, IProbe probe)
{
    private static readonly ProbeFailure NotAsked = new(ProbeFailureKind.TimedOut, "the monitor failed to ask for the members", "");

    private PartitionView _view = PartitionView.Whole;

    /// <summary>Why nodes that are offline in the rows are not believed to be; null where they are.</summary>
    public string? Doubt => _view.Doubt;

    /// <summary>Whose rows count.</summary>
    /// <param name="diff">What was read.</param>
    /// <param name="endpoint">Where from.</param>
    /// <param name="read">Reads the rows anew; null where that fails.</param>
    public async Task<PartitionRows> Confirm(SnapshotDiff diff, string? endpoint, Func<Task<(SnapshotDiff Diff, string? Endpoint)?>> read)
    {
        var away = Away(diff);
        if (!_view.MustReadMembers(away)) return new(diff, null);
        var members = await probe.ReadMembershipAsync(cluster, CancellationToken.None);
        var told = members.Succeeded ? members.Value : null;
        var verdict = _view.Judge(away, endpoint, told, members.Endpoint, members.Failure, diff.Next.Nodes.Length);
        if (verdict.ReadAgain && await read() is { } again)
        {
            diff = again.Diff;
            verdict = _view.Judge(Away(diff), again.Endpoint, told, members.Endpoint, null, diff.Next.Nodes.Length);
        }

        _view = verdict.View;
        return new(diff, told);
    }

    /// <summary>
    /// The same where the members could not even be asked for, by the monitor's own fault: who is away is believed no more than where
    /// nobody answers.
    /// </summary>
    public PartitionRows Unconfirmed(SnapshotDiff diff)
    {
        var away = Away(diff);
        if (_view.MustReadMembers(away)) _view = _view.Judge(away, null, null, null, NotAsked).View;
        return new(diff, null);
    }

    /// <summary>Takes in what was said of the quorum between two polls.</summary>
    public void Note(ClusterMembership? members)
    {
        if (members is { Quorate: false }) _view = _view.WithoutQuorum();
    }

    private static List<string> Away(SnapshotDiff diff) =>
        [.. diff.Next.Nodes.Where(node => node.Sample.Status == NodeStatus.Offline).Select(node => node.Sample.Node)];
}

/// <summary>Rows that count.</summary>
/// <param name="Diff">What they brought.</param>
/// <param name="Members">The members as read for it; null where they were not read.</param>
internal sealed record PartitionRows(SnapshotDiff Diff, ClusterMembership? Members);
