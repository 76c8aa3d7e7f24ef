using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Evaluates the suppression of open incidents after each poll. If thousands change, it continues while the cluster is polled. An incident
/// that cannot be updated is evaluated again after the next poll.
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
        foreach (var batch in changes.Chunk(MaxParallelism)) await Task.WhenAll(batch.Select(Apply));
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

    [LoggerMessage(LogLevel.Warning, "The suppression of incident {Key} could not be evaluated; the next poll tries again")]
    private static partial void LogNotEvaluated(ILogger log, string key, Exception problem);

    [LoggerMessage(LogLevel.Warning, "Evaluating the incidents of cluster {Cluster} takes longer than {Timeout}; polling continues")]
    private static partial void LogLong(ILogger log, ClusterName cluster, TimeSpan timeout);
}
