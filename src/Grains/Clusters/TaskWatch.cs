using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Reads the cluster's newest tasks for what no row shows: resets, runs between two polls, and guests whose VMID was reused. This runs with
/// every third important poll, since rows show most things sooner, and with each while a guest has an active condition. If it fails, it is
/// repeated with the next.
/// </summary>
internal sealed class TaskWatch(ClusterName cluster, IProbe probe, NodeTasks clocks, TimeProvider time)
{
    private const int Interval = 3;

    private ImmutableHashSet<string>? _known;
    private int _polls;
    private string? _unanswering;

    /// <summary>
    /// The tasks that are new since the last read. The first read returns only what may have happened while the monitor did not run:
    /// destroyed guests, the tasks of guests that reuse their VMIDs, and starts of guests that are down.
    /// </summary>
    public async Task<IReadOnlyList<(int Vmid, PveTask Task)>> Read(ClusterSnapshot snapshot)
    {
        if (_polls++ % Interval != 0 && snapshot.Guests.All(entry => entry.Conditions.IsEmpty)) return [];
        var read = await probe.ReadClusterTasksAsync(cluster, CancellationToken.None);
        if (!read.Succeeded) return [];
        var ended = read.Value.Where(task => task.EndedAt is not null).ToList();
        var known = _known ?? [.. ended.Where(task => !IsUnseen(task, read.Value, snapshot)).Select(task => task.Upid)];
        if (ended.TrueForAll(task => known.Contains(task.Upid)))
        {
            _known = [.. ended.Select(task => task.Upid)];
            return [];
        }

        // If the guest's row may be older than the task, the task is returned with the next read.
        if (await Skew(snapshot) is not { } skew) return [];
        var early = snapshot.At + skew - GuestTaskEvents.RowAge;
        _known = [.. read.Value.Where(task => task.EndedAt is { } end && (end < early || known.Contains(task.Upid)))
            .Select(task => task.Upid)];
        return [.. GuestTaskEvents.Of(read.Value, known).Where(found => found.Task.EndedAt < early)];
    }

    private static bool IsUnseen(PveTask task, ImmutableArray<PveTask> tasks, ClusterSnapshot snapshot) =>
        GuestTaskEvents.IsSinceDestruction(task, tasks)
        || (GuestTaskEvents.Guest(task) is { } vmid && snapshot.FindGuest(vmid)?.Sample.Status == GuestStatus.Stopped);

    // All members have the same time. If the node does not answer, the poll continues without it, and the next read asks another node.
    private async Task<TimeSpan?> Skew(ClusterSnapshot snapshot)
    {
        var node = snapshot.Nodes.Where(entry => entry.Believed == NodeStatus.Online).Select(entry => entry.Sample.Node)
            .OrderBy(name => name == _unanswering).FirstOrDefault();
        if (node is null) return null;
        _unanswering = node;
        try
        {
            var skew = await clocks.Clock(new NodeId(cluster, node), snapshot.At).WaitAsync(StormReader.Timeout, time);
            if (skew.Ahead is not null) _unanswering = null;
            return skew.Ahead;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
