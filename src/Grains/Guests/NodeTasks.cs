using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Guests;

/// <summary>
/// A node's recent tasks, clock and journal. One read serves all guests that ask within 3 s, so a node whose guests all stop is asked once.
/// A failed read is shared for 3 s only.
/// </summary>
internal sealed class NodeTasks(IProbe probe, TimeProvider time)
{
    private const int Limit = 500;

    // Used if many stop together and a page of the usual size does not reach back far enough.
    private const int WideLimit = 1000;
    private const int LogsKept = 64;
    private const int JournalsKept = 256;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ClusterLimit = TimeSpan.FromSeconds(4);

    // The maximum age of a shared read while many guests wait for the next row to confirm a stop.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private const int MaxTimeSources = 3;
    private const string NotOnline = "no member of the cluster reports its time";

    private readonly ConcurrentDictionary<ClusterName, NodeId> _timeSources = [];
    private readonly SharedAnswers<NodeId, NodeSkew> _clocks = new();
    private readonly SharedAnswers<string, BackupJobLog?> _logs = new();
    private readonly SharedAnswers<ClusterName, ProbeResult<ImmutableArray<PveTask>>> _cluster = new();
    private readonly SharedAnswers<NodeId, ProbeResult<ImmutableArray<PveTask>>> _tasks = new();
    private readonly SharedAnswers<NodeId, ProbeResult<ImmutableArray<PveTask>>> _wide = new();
    private readonly SharedAnswers<(NodeId Node, long Since), ProbeResult<ImmutableArray<string>>> _journals = new();

    /// <summary>Tasks that began or ended at or after an instant of the node's clock, of this guest or of no guest in particular.</summary>
    /// <param name="node">The node.</param>
    /// <param name="vmid">The guest.</param>
    /// <param name="since">Tasks that ended earlier, by the node's clock, are not needed.</param>
    /// <param name="asked">The time of the row that is investigated.</param>
    /// <param name="crowd">The earliest time of a shared read that may be reused, if many guests ask at once; null for a single
    /// guest.</param>
    public async Task<ProbeResult<ImmutableArray<PveTask>>> Read(
        NodeId node, int vmid, DateTimeOffset since, DateTimeOffset asked, DateTimeOffset? crowd = null)
    {
        var all = await _tasks.Get(node, asked, Oldest(asked, crowd), () => ReadTasks(node, Limit));
        if (!all.Succeeded) all = await _tasks.Get(node, asked, asked - Fresh, () => ReadTasks(node, Limit));
        if (!all.Succeeded || IsWhole(all.Value, Limit, since)) return all;
        if (crowd is not null)
        {
            all = await _wide.Get(node, asked, Oldest(asked, crowd), () => ReadTasks(node, WideLimit));
            if (!all.Succeeded || IsWhole(all.Value, WideLimit, since)) return all;
        }

        return await ReadOwn(node, vmid);
    }

    /// <summary>The newest tasks of a guest, never shared.</summary>
    public Task<ProbeResult<ImmutableArray<PveTask>>> ReadOwn(NodeId node, int vmid) =>
        probe.ReadTasksAsync(node, new(Vmid: vmid, Limit: Limit), CancellationToken.None);

    /// <summary>The newest tasks of all nodes; empty if they cannot be read within 4 s.</summary>
    public async Task<ImmutableArray<PveTask>> ReadCluster(ClusterName cluster, DateTimeOffset asked)
    {
        try
        {
            // They only add to those of the guest's own node, so that a crash does not wait for them.
            var read = await _cluster
                .Get(cluster, asked, asked - Fresh, () => probe.ReadClusterTasksAsync(cluster, CancellationToken.None))
                .WaitAsync(ClusterLimit, time);
            return read.Succeeded ? read.Value : [];
        }
        catch (TimeoutException)
        {
            return [];
        }
    }

    /// <summary>A backup job's log; null if it cannot be read.</summary>
    public Task<BackupJobLog?> BackupLog(NodeId node, PveTask job)
    {
        var now = time.GetUtcNow();
        _logs.Bound(LogsKept);
        return _logs.Get(job.Upid, now, now - Fresh, () => ReadLog(node, job.Upid));
    }

    /// <summary>How far the node's clock is ahead of the monitor's.</summary>
    public async Task<NodeSkew> Clock(NodeId node, DateTimeOffset asked, DateTimeOffset? crowd = null)
    {
        var skew = await _clocks.Get(node, asked, Oldest(asked, crowd), () => ReadSkew(node));
        return skew.Ahead is null ? await _clocks.Get(node, asked, asked - Fresh, () => ReadSkew(node)) : skew;
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
    /// How far the clock of a member that answers is ahead of the monitor's. It stands in for that of a node that is offline, since all
    /// members have the same time.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="asked">The time of the row that is investigated.</param>
    /// <param name="except">A node that is not asked, since waiting for one that is offline takes long.</param>
    public async Task<NodeSkew> Clock(ClusterName cluster, DateTimeOffset asked, string? except = null)
    {
        if (_timeSources.TryGetValue(cluster, out var source) && source.Name != except
            && await Clock(source, asked) is { Ahead: not null } known) return known;
        var members = await probe.ReadMembershipAsync(cluster, CancellationToken.None);
        if (!members.Succeeded) return new(null, members.Failure.Message);

        // First the member that answered. A node that shuts down reports no time; then another one is asked.
        var read = new NodeSkew(null, NotOnline);
        foreach (var member in members.Value.Nodes.Where(member => (member.Local || member.Online) && member.Node != except)
            .OrderByDescending(member => member.Local).Take(MaxTimeSources))
        {
            read = await Clock(new NodeId(cluster, member.Node), asked);
            if (read.Ahead is not null) break;
        }

        return read;
    }

    private static DateTimeOffset Oldest(DateTimeOffset asked, DateTimeOffset? crowd) =>
        crowd is { } since && since <= asked - Fresh && asked - since < MaxAge ? since - TimeSpan.FromTicks(1) : asked - Fresh;

    // A full page may lack tasks that ended before its oldest one. Running tasks are always on it.
    private static bool IsWhole(ImmutableArray<PveTask> page, int limit, DateTimeOffset since) =>
        page.Length < limit || page.Min(task => task.EndedAt ?? DateTimeOffset.MaxValue) < since;

    // Without a lower bound, since a task that has just ended may have begun long before.
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
        _timeSources[node.Cluster] = node;
        return new(skew, null);
    }
}

/// <summary>How far a node's clock is ahead of the monitor's.</summary>
/// <param name="Ahead">How far; null if not known.</param>
/// <param name="Unread">Why it is not known; null if it is.</param>
internal readonly record struct NodeSkew(TimeSpan? Ahead, string? Unread)
{
    /// <summary>Why the node could not be asked; null if it answered.</summary>
    public ProbeFailure? Failure { get; init; }
}
