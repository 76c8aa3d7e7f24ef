using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Grains.Guests;

/// <summary>
/// A node's recent tasks and clock, read once for all guests that ask within a moment: when a hundred guests stop together, their
/// node is asked once.
/// </summary>
internal sealed class NodeTasks(IProbe probe, TimeProvider time)
{
    private const int Limit = 500;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    private const int LogsKept = 64;

    private const string NotOnline = "no member of the cluster tells the time";

    private readonly ConcurrentDictionary<NodeId, (DateTimeOffset At, Task<NodeSkew> Skew)> _clocks = [];
    private readonly ConcurrentDictionary<ClusterName, NodeId> _tellers = [];
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, Task<BackupJobLog?> Log)> _logs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ClusterName, (DateTimeOffset At, Task<ProbeResult<ImmutableArray<PveTask>>> Tasks)> _everywhere = [];
    private readonly ConcurrentDictionary<NodeId, (DateTimeOffset At, DateTimeOffset Since, Task<ProbeResult<ImmutableArray<PveTask>>> Tasks)> _tasks = [];

    /// <summary>Tasks that began or ended at or after an instant of the node's clock, of this guest or of no guest in particular.</summary>
    public async Task<ProbeResult<ImmutableArray<PveTask>>> Read(NodeId node, int vmid, DateTimeOffset since, DateTimeOffset asked)
    {
        var all = await Recent(node, since, asked);
        // A full page may lack older ones of this guest.
        return all is { Succeeded: true, Value.Length: >= Limit }
            ? await probe.ReadTasksAsync(node, new(Vmid: vmid, Limit: Limit), CancellationToken.None)
            : all;
    }

    /// <summary>The newest tasks of all nodes; empty where they cannot be read.</summary>
    public async Task<ImmutableArray<PveTask>> Everywhere(ClusterName cluster, DateTimeOffset asked)
    {
        var known = _everywhere.AddOrUpdate(
            cluster,
            _ => (asked, probe.ReadClusterTasksAsync(cluster, CancellationToken.None)),
            (_, before) => Current(before.At, asked) && !before.Tasks.IsFaulted ? before : (asked, probe.ReadClusterTasksAsync(cluster, CancellationToken.None)));
        var read = await known.Tasks;
        return read.Succeeded ? read.Value : [];
    }

    /// <summary>What a backup job's log says; null where it cannot be read.</summary>
    public Task<BackupJobLog?> BackupLog(NodeId node, PveTask job)
    {
        var now = time.GetUtcNow();
        if (_logs.Count > LogsKept) _logs.Clear();
        return _logs.AddOrUpdate(
            job.Upid,
            _ => (now, ReadLog(node, job.Upid)),
            (_, before) => Current(before.At, now) && !before.Log.IsFaulted ? before : (now, ReadLog(node, job.Upid))).Log;
    }

    /// <summary>How far the node's clock is ahead of the monitor's.</summary>
    public Task<NodeSkew> Clock(NodeId node, DateTimeOffset asked)
    {
        var known = _clocks.AddOrUpdate(
            node,
            _ => (asked, ReadSkew(node)),
            (_, before) => Current(before.At, asked) && !before.Skew.IsFaulted ? before : (asked, ReadSkew(node)));
        return known.Skew;
    }

    /// <summary>How far the clock of a member that answers is ahead of the monitor's: what there is for a node that is away. Members keep the same time.</summary>
    public async Task<NodeSkew> Clock(ClusterName cluster, DateTimeOffset asked)
    {
        if (_tellers.TryGetValue(cluster, out var teller) && await Clock(teller, asked) is { Ahead: not null } known) return known;
        var members = await probe.ReadMembershipAsync(cluster, CancellationToken.None);
        if (!members.Succeeded) return new(null, members.Failure.Message);
        return members.Value.Nodes.FirstOrDefault(member => member.Local) is { } here ? await Clock(new NodeId(cluster, here.Node), asked) : new(null, NotOnline);
    }

    private Task<ProbeResult<ImmutableArray<PveTask>>> Recent(NodeId node, DateTimeOffset since, DateTimeOffset asked)
    {
        var known = _tasks.AddOrUpdate(
            node,
            _ => (asked, since, ReadTasks(node)),
            (_, before) => Current(before.At, asked) && !before.Tasks.IsFaulted ? before : (asked, since, ReadTasks(node)));
        return known.Tasks;
    }

    // Without a lower bound: what matters may have begun long before, and ended just now.
    private Task<ProbeResult<ImmutableArray<PveTask>>> ReadTasks(NodeId node) =>
        probe.ReadTasksAsync(node, new(Limit: Limit), CancellationToken.None);

    private async Task<BackupJobLog?> ReadLog(NodeId node, string upid)
    {
        var log = await probe.ReadTaskLogAsync(node, upid, CancellationToken.None);
        return log.Succeeded ? BackupJobLog.Read(log.Value) : null;
    }

    private async Task<NodeSkew> ReadSkew(NodeId node)
    {
        var clock = await probe.ReadClockAsync(node, CancellationToken.None);
        if (NodeClock.Skew(clock, time.GetUtcNow()) is not { } skew) return new(null, NodeClock.Words(clock));
        _tellers[node.Cluster] = node;
        return new(skew, null);
    }

    private static bool Current(DateTimeOffset at, DateTimeOffset asked) => asked >= at && asked - at < Moment;
}

/// <summary>How far a node's clock is ahead of the monitor's.</summary>
/// <param name="Ahead">How far; null where that is not known.</param>
/// <param name="Unread">Why it is not known; null where it is.</param>
internal readonly record struct NodeSkew(TimeSpan? Ahead, string? Unread);
