using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Calls to guests' grains. One that fails, or takes longer than 10 s, is logged and counted, and delays no other.</summary>
internal sealed partial class GuestCalls(
    ClusterName cluster, IGrainFactory grains, ClusterMetrics metrics, TimeProvider time, ILogger log)
{
    // If so many calls of one round are not answered in time, the guests are not the cause: the rest waits for the next poll.
    private const int MaxUnanswered = 64;

    private readonly EntityCalls<int> _calls = new(time, TimeSpan.FromSeconds(10));
    private int _unanswered;

    /// <summary>Starts a round: calls of earlier ones that were not answered no longer count.</summary>
    public void BeginRound() => _unanswered = 0;

    public async Task ForEach<T>(IEnumerable<T> items, int parallelism, Func<T, Task> call)
    {
        foreach (var window in items.Chunk(parallelism))
        {
            if (_unanswered >= MaxUnanswered) return;
            await Task.WhenAll(window.Select(call));
        }
    }

    public Task<T> Call<T>(int vmid, Func<IVmGrain, Task<T>> call) => _calls.Call(vmid, () => call(grains.Guest(new(cluster, vmid))));

    /// <summary>Runs what calls a guest, and handles the result; false if either failed.</summary>
    public Task<bool> Try(int vmid, Func<Task> work) => Try(work, problem => LogFailed(log, $"{cluster}/{vmid}", problem));

    /// <summary>The same for guests that are seen for the first time.</summary>
    public Task<bool> TryFirstSights(Func<Task> work) => Try(work, problem => LogFirstSightsFailed(log, cluster, problem));

    private async Task<bool> Try(Func<Task> work, Action<Exception> report)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            if (problem is TimeoutException) _unanswered++;
            metrics.Failed(cluster);
            report(problem);
            return false;
        }
    }

    /// <summary>Whether a guest's call is open, but for no longer than its grain may wait for Proxmox.</summary>
    public bool MayWaitForProxmox(int vmid) => _calls.OpenFor(vmid) < BlindnessChecks.LongestRead;

    /// <summary>Counts guests that were notified of their rows.</summary>
    public void Count(int notified) => metrics.Notified(cluster, notified);

    [LoggerMessage(LogLevel.Warning, "Evaluating guest {Guest} failed; the next tick tries again")]
    private static partial void LogFailed(ILogger log, string guest, Exception problem);

    [LoggerMessage(LogLevel.Warning,
        "New guests of {Cluster} could not be evaluated; the next tick tries again")]
    private static partial void LogFirstSightsFailed(ILogger log, ClusterName cluster, Exception problem);
}
