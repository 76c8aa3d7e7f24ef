using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Reads the membership when rows call a node offline, and reads the rows again if their endpoint has no quorum.</summary>
internal sealed class PartitionWatch(ClusterName cluster, IProbe probe)
{
    private static readonly ProbeFailure NotAsked = new(ProbeFailureKind.TimedOut, "the monitor failed to ask for the members", "");

    private PartitionView _view = PartitionView.Whole;
    private string? _onlyMember;

    /// <summary>How far rows that call a node offline are believed.</summary>
    public OfflineDoubt Doubt => _view switch
    {
        { Doubt: { } reason } => new(reason),
        { IsOutnumbered: true } when _onlyMember is { } alone => OfflineDoubt.OfAlone(alone),
        _ => OfflineDoubt.None,
    };

    /// <summary>Decides whose rows count.</summary>
    /// <param name="diff">The rows that were read.</param>
    /// <param name="endpoint">The endpoint that they came from.</param>
    /// <param name="read">Reads the rows again; null if that fails.</param>
    public async Task<PartitionRows> Confirm(SnapshotDiff diff, string? endpoint, Func<Task<(SnapshotDiff Diff, string? Endpoint)?>> read)
    {
        var away = Away(diff);
        if (!_view.MustReadMembers(away))
        {
            _view = _view.After(away);
            return new(diff, null);
        }

        var members = await probe.ReadMembershipAsync(cluster, CancellationToken.None);
        var known = members.Succeeded ? members.Value : null;
        var verdict = _view.Judge(away, endpoint, known, members.Endpoint, members.Failure, diff.Next.Nodes.Length);
        var mayBeCutOff = known is null && PartitionView.IsMinority(away, diff.Next.Nodes.Length);
        if (mayBeCutOff && endpoint is not null) probe.Avoid(cluster, endpoint, OnlyMember(diff));
        if ((verdict.ReadAgain || mayBeCutOff) && await read() is { } again)
        {
            diff = again.Diff;
            verdict = _view.Judge(Away(diff), again.Endpoint, known, members.Endpoint, members.Failure, diff.Next.Nodes.Length);
        }

        _view = verdict.View;
        _onlyMember = OnlyMember(diff);
        return new(diff, known);
    }

    /// <summary>
    /// The rows if the membership could not be read by the monitor's own fault. Offline nodes are then believed no more than without an
    /// answer.
    /// </summary>
    public PartitionRows Unconfirmed(SnapshotDiff diff)
    {
        var away = Away(diff);
        if (_view.MustReadMembers(away)) _view = _view.Judge(away, null, null, null, NotAsked).View;
        return new(diff, null);
    }

    /// <summary>Applies a membership that was read between two polls.</summary>
    public void RecordMembership(ClusterMembership? members)
    {
        if (members is { Quorate: false }) _view = _view.WithoutQuorum();
    }

    // A member always reaches itself.
    private static string? OnlyMember(SnapshotDiff diff)
    {
        var present = diff.Next.Nodes.Where(node => node.Sample.Status != NodeStatus.Offline).Take(2).ToList();
        return present is [var only] ? only.Sample.Node : null;
    }

    private static List<string> Away(SnapshotDiff diff) =>
        [.. diff.Next.Nodes.Where(node => node.Sample.Status == NodeStatus.Offline).Select(node => node.Sample.Node)];
}

/// <summary>The rows that count.</summary>
/// <param name="Diff">The rows, compared with the previous snapshot.</param>
/// <param name="Members">The membership; null if it was not read.</param>
internal sealed record PartitionRows(SnapshotDiff Diff, ClusterMembership? Members);
