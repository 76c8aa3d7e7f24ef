using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Notifies guests of ended tasks that their rows may not show. A task is kept until its guest was notified.</summary>
internal sealed class GuestTaskDelivery(GuestCalls calls, GuestRechecks rechecks)
{
    private const int MaxParallelism = 512;

    // If there are more, the oldest are dropped.
    private const int MaxTasks = 256;

    private readonly List<(int Vmid, PveTask Task)> _tasks = [];

    public void Add(IReadOnlyList<(int Vmid, PveTask Task)> tasks)
    {
        _tasks.AddRange(tasks);
        if (_tasks.Count > MaxTasks) _tasks.RemoveRange(0, _tasks.Count - MaxTasks);
    }

    /// <summary>Notifies the guests, each of its tasks in their order; what fails is repeated with the next call.</summary>
    /// <param name="observations">The latest rows.</param>
    /// <param name="result">Receives the entries that change.</param>
    public Task Notify(GuestObservations observations, FanOutResult result)
    {
        calls.BeginRound();
        return calls.ForEach(_tasks.ToLookup(known => known.Vmid), MaxParallelism, async tasks =>
        {
            // A guest that is not listed, or whose node is offline or frozen, is notified once that is over.
            foreach (var (vmid, task) in tasks)
            {
                if (observations.Snapshot.FindGuest(vmid) is { } entry)
                {
                    if (entry.MissedPolls > 0 || observations.IsNodeAway(entry)) return;
                    if (!await calls.Try(vmid, () => Notify(entry, task, observations, result))) return;
                }

                _tasks.Remove((vmid, task));
            }
        });
    }

    private async Task Notify(GuestEntry entry, PveTask task, GuestObservations observations, FanOutResult result)
    {
        var vmid = entry.Sample.Vmid;
        var observation = observations.Of(entry, crowded: false);
        var conditions = await calls.Call(vmid, guest => guest.ApplyTask(task, observation));
        if (!conditions.SequenceEqual(entry.Conditions)) result.Replaced[vmid] = entry with { Conditions = conditions };
        rechecks.Schedule(vmid, observation.At);
    }
}
