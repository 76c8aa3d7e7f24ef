using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Has what is open weighed after each poll. Mostly that is over at once; where thousands of incidents move it goes on while the cluster is
/// polled. An incident that cannot be told is weighed again after the next poll.
/// </summary>
internal sealed partial class SuppressionSweep(ClusterName cluster, IGrainFactory grains, TimeProvider time, ILogger log)
{
    private const int MaxParallelism = 256;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private Task _running = Task.CompletedTask;

    public async Task Run(Incident? ownNetwork)
    {
        if (!_running.IsCompleted) return;
        _running = Sweep(ownNetwork);
        try
        {
            await _running.WaitAsync(Timeout, time);
        }
        catch (TimeoutException) when (!_running.IsCompleted)
        {
            _running.Ignore();
            LogLong(log, cluster, Timeout);
        }
    }

    private async Task Sweep(Incident? ownNetwork)
    {
        var changes = await grains.IncidentBoard(cluster).Review(ownNetwork);
        foreach (var some in changes.Chunk(MaxParallelism)) await Task.WhenAll(some.Select(Apply));
    }

    private async Task Apply(SuppressionChange change)
    {
        try
        {
            await grains.Incident(change.Key).ApplySuppression(change.Id, change.Suppressions);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogNotEvaluated(log, change.Key, problem);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Incident {Key} could not be weighed; it is weighed again after the next poll")]
    private static partial void LogNotEvaluated(ILogger log, string key, Exception problem);

    [LoggerMessage(LogLevel.Warning, "Weighing the incidents of cluster {Cluster} takes longer than {Patience}; it is polled meanwhile")]
    private static partial void LogLong(ILogger log, ClusterName cluster, TimeSpan patience);
}
