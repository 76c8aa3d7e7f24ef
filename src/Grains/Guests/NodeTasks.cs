using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Guests;

/// <summary>
/// A node's recent tasks, clock and journal, read once for all guests that ask within a moment: when a hundred guests stop together, their
/// node is asked once. What failed is shared for a moment only.
/// </summary>
internal sealed class NodeTasks(IProbe probe, TimeProvider time)
{
    private const int Limit = 500;

    // Asked for where many stop together and the usual page does not reach back far enough.
    private const int WideLimit = 1000;
    private const int LogsKept = 64;
    private const int JournalsKept = 256;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    // While many guests wait for the next row as their witness.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private const int MostTellers = 3;
    private const string NotOnline = "no member of the cluster tells the time";

    private readonly ConcurrentDictionary<ClusterName, NodeId> _tellers = [];
    private readonly SharedAnswers<NodeId, NodeSkew> _clocks = new();
    private readonly SharedAnswers<string, BackupJobLog?> _logs = new();
    private readonly SharedAnswers<ClusterName, ProbeResult<ImmutableArray<PveTask>>> _everywhere = new();
    private readonly SharedAnswers<NodeId, ProbeResult<ImmutableArray<PveTask>>> _tasks = new();
    private readonly SharedAnswers<NodeId, ProbeResult<ImmutableArray<PveTask>>> _wide = new();
    private readonly SharedAnswers<(NodeId Node, long Since), ProbeResult<ImmutableArray<string>>> _journals = new();

    /// <summary>Tasks that began or ended at or after an instant of the node's clock, of this guest or of no guest in particular.</summary>
    /// <param name="node">The node.</param>
    /// <param name="vmid">The guest.</param>
    /// <param name="since">What ended earlier, by the node's clock, matters no more.</param>
    /// <param name="asked">When the row came that asks.</param>
    /// <param name="crowd">Where many guests ask: what was read at or after this instant is new enough. Null for a single one.</param>
    public async Task<ProbeResult<ImmutableArray<PveTask>>> Read(
        NodeId node, int vmid, DateTimeOffset since, DateTimeOffset asked, DateTimeOffset? crowd = null)
    {
        var all = await _tasks.Get(node, asked, Oldest(asked, crowd), () => ReadTasks(node, Limit));
        if (!all.Succeeded) all = await _tasks.Get(node, asked, asked - Moment, () => ReadTasks(node, Limit));
        if (!all.Succeeded || IsWhole(all.Value, Limit, since)) return all;
        if (crowd is not null)
        {
            all = await _wide.Get(node, asked, Oldest(asked, crowd), () => ReadTasks(node, WideLimit));
            if (!all.Succeeded || IsWhole(all.Value, WideLimit, since)) return all;
        }

        return await probe.ReadTasksAsync(node, new(Vmid: vmid, Limit: Limit), CancellationToken.None);
    }

    /// <summary>The newest tasks of all nodes; empty where they cannot be read.</summary>
    public async Task<ImmutableArray<PveTask>> Everywhere(ClusterName cluster, DateTimeOffset asked)
    {
        var read =
            await _everywhere.Get(cluster, asked, asked - Moment, () => probe.ReadClusterTasksAsync(cluster, CancellationToken.None));
        return read.Succeeded ? read.Value : [];
    }

    /// <summary>What a backup job's log says; null where it cannot be read.</summary>
    public Task<BackupJobLog?> BackupLog(NodeId node, PveTask job)
    {
        var now = time.GetUtcNow();
        _logs.Bound(LogsKept);
        return _logs.Get(job.Upid, now, now - Moment, () => ReadLog(node, job.Upid));
    }

    /// <summary>How far the node's clock is ahead of the monitor's.</summary>
    public async Task<NodeSkew> Clock(NodeId node, DateTimeOffset asked, DateTimeOffset? crowd = null)
    {
        var skew = await _clocks.Get(node, asked, Oldest(asked, crowd), () => ReadSkew(node));
        return skew.Ahead is null ? await _clocks.Get(node, asked, asked - Moment, () => ReadSkew(node)) : skew;
    }

    /// <summary>The node's journal since an instant of its clock.</summary>
    public Task<ProbeResult<ImmutableArray<string>>> Journal(
        NodeId node, DateTimeOffset since, DateTimeOffset asked, DateTimeOffset? crowd = null)
    {
        _journals.Bound(JournalsKept);
        return _journals.Get(
            (node, since.ToUnixTimeSeconds()), asked, Oldest(asked, crowd),
            () => probe.ReadJournalAsync(node, since, CancellationToken.None));
    }

    /// <summary>
    /// How far the clock of a member that answers is ahead of the monitor's: what there is for a node that is away. Members keep the same
    /// time.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="asked">When the row came that asks.</param>
    /// <param name="besides">A node that is not asked: one that is away would be waited for.</param>
    public async Task<NodeSkew> Clock(ClusterName cluster, DateTimeOffset asked, string? besides = null)
    {
        if (_tellers.TryGetValue(cluster, out var teller) && teller.Name != besides
            && await Clock(teller, asked) is { Ahead: not null } known) return known;
        var members = await probe.ReadMembershipAsync(cluster, CancellationToken.None);
        if (!members.Succeeded) return new(null, members.Failure.Message);

        // The one that answered first; where it does not tell the time, which a node that shuts down does not, another.
        var read = new NodeSkew(null, NotOnline);
        foreach (var member in members.Value.Nodes.Where(member => (member.Local || member.Online) && member.Node != besides)
            .OrderByDescending(member => member.Local).Take(MostTellers))
        {
            read = await Clock(new NodeId(cluster, member.Node), asked);
            if (read.Ahead is not null) break;
        }

        return read;
    }

    private static DateTimeOffset Oldest(DateTimeOffset asked, DateTimeOffset? crowd) =>
        crowd is { } since && since <= asked - Moment && asked - since < Longest ? since - TimeSpan.FromTicks(1) : asked - Moment;

    // A full page may lack older ones, but only such as ended before its oldest; what runs is on it in any case.
    private static bool IsWhole(ImmutableArray<PveTask> page, int limit, DateTimeOffset since) =>
        page.Length < limit || page.Min(task => task.EndedAt ?? DateTimeOffset.MaxValue) < since;

    // Without a lower bound: what matters may have begun long before, and ended just now.
    private Task<ProbeResult<ImmutableArray<PveTask>>> ReadTasks(NodeId node, int limit) =>
        probe.ReadTasksAsync(node, new(Limit: limit), CancellationToken.None);

    private async Task<BackupJobLog?> ReadLog(NodeId node, string upid)
    {
        var log = await probe.ReadTaskLogAsync(node, upid, CancellationToken.None);
        return log.Succeeded ? BackupJobLog.Read(log.Value) : null;
    }

    private async Task<NodeSkew> ReadSkew(NodeId node)
    {
        var clock = await probe.ReadClockAsync(node, CancellationToken.None);
        if (NodeClock.Skew(clock, time.GetUtcNow()) is not { } skew)
            return new(null, NodeClock.Describe(clock)) { Failure = clock.Failure };
        _tellers[node.Cluster] = node;
        return new(skew, null);
    }
}

/// <summary>How far a node's clock is ahead of the monitor's.</summary>
/// <param name="Ahead">How far; null where that is not known.</param>
/// <param name="Unread">Why it is not known; null where it is.</param>
internal readonly record struct NodeSkew(TimeSpan? Ahead, string? Unread)
{
    /// <summary>Why the node could not be asked; null where it answered.</summary>
    public ProbeFailure? Failure { get; init; }
}
