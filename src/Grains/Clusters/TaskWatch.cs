using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Reads the cluster's newest tasks for what no row shows: resets, runs between two polls, and guests whose VMID another one took. With
/// every third important poll, since most of what tasks tell is known from rows sooner; with each while something stands on a guest. Tasks
/// that cannot be read are read with the next.
/// </summary>
internal sealed class TaskWatch(ClusterName cluster, IProbe probe, NodeTasks clocks, TimeProvider time)
{
    private const int Every = 3;

    private ImmutableHashSet<string>? _known;
    private int _polls;
    private string? _silent;

    /// <summary>
    /// What is new since the last read. The first read tells only what may have happened while nobody watched: who was destroyed, what came
    /// of the guest that has the number since, and who is down though it was started.
    /// </summary>
    public async Task<IReadOnlyList<(int Vmid, PveTask Task)>> Read(ClusterSnapshot snapshot)
    {
        if (_polls++ % Every != 0 && snapshot.Guests.All(entry => entry.Conditions.IsEmpty)) return [];
        var read = await probe.ReadClusterTasksAsync(cluster, CancellationToken.None);
        if (!read.Succeeded) return [];
        var ended = read.Value.Where(task => task.EndedAt is not null).ToList();
        var known = _known ?? [.. ended.Where(task => !IsNews(task, read.Value, snapshot)).Select(task => task.Upid)];
        if (ended.TrueForAll(task => known.Contains(task.Upid)))
        {
            _known = [.. ended.Select(task => task.Upid)];
            return [];
        }

        // One whose guest's row may be older than it is looked at again with the next read.
        if (await Skew(snapshot) is not { } skew) return [];
        var early = snapshot.At + skew - GuestTaskEvents.RowAge;
        _known = [.. read.Value.Where(task => task.EndedAt is { } end && (end < early || known.Contains(task.Upid)))
            .Select(task => task.Upid)];
        return [.. GuestTaskEvents.Of(read.Value, known).Where(found => found.Task.EndedAt < early)];
    }

    private static bool IsNews(PveTask task, ImmutableArray<PveTask> tasks, ClusterSnapshot snapshot) =>
        GuestTaskEvents.IsSinceDestruction(task, tasks)
        || (GuestTaskEvents.Guest(task) is { } vmid && snapshot.FindGuest(vmid)?.Sample.Status == GuestStatus.Stopped);

    // Members keep the same time. A poll goes on without it where the node that is asked hangs; another one is asked with the next read.
    private async Task<TimeSpan?> Skew(ClusterSnapshot snapshot)
    {
        var online = snapshot.Nodes.Where(node => node.Believed == NodeStatus.Online).Select(node => node.Sample.Node)
            .OrderBy(node => node == _silent).FirstOrDefault();
        if (online is null) return null;
        _silent = online;
        try
        {
            var skew = await clocks.Clock(new NodeId(cluster, online), snapshot.At).WaitAsync(StormReader.Timeout, time);
            if (skew.Ahead is not null) _silent = null;
            return skew.Ahead;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
