using Microsoft.Extensions.Logging;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Grains.Polling;

/// <summary>Polls the state of nodes and guests, then triggers repairs.</summary>
internal sealed partial class CriticalTick(IGrainFactory grains, TimeProvider time, ILogger<CriticalTick> log) : ITierTick
{
    // Longer than nearly every poll. After this, the grain is asked whether the poll still runs.
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(2);

    // Repairs also have a timetable of their own: a lost trigger delays them, but no poll.
    private static readonly TimeSpan TriggerTimeout = TimeSpan.FromSeconds(2);

    public async Task Run(ClusterName cluster)
    {
        try
        {
            await Poll(cluster);
        }
        finally
        {
            // Repairs in progress continue even if the poll failed.
            await TriggerReconcile(cluster);
        }
    }

    private async Task TriggerReconcile(ClusterName cluster)
    {
        try
        {
            await grains.Remediation(cluster).TriggerReconcile().WaitAsync(TriggerTimeout, time);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogNotTriggered(log, cluster, problem.Message);
        }
    }

    // A call that was lost with a silo is never answered, and the timeout of a poll is minutes.
    private async Task Poll(ClusterName cluster)
    {
        var poll = grains.Cluster(cluster).Poll();
        while (!await HasEnded(poll))
        {
            if (await IsBusy(cluster) || poll.IsCompleted) continue;
            poll.Ignore();
            throw new InvalidOperationException("The poll was lost: its silo shut down.");
        }
    }

    // A grain that does not answer may be busy. The watchdog evaluates for how long.
    private async Task<bool> IsBusy(ClusterName cluster)
    {
        try
        {
            return await grains.Cluster(cluster).IsBusy().WaitAsync(AskAfter, time);
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    private async Task<bool> HasEnded(Task poll)
    {
        try
        {
            await poll.WaitAsync(AskAfter, time);
            return true;
        }
        catch (TimeoutException) when (!poll.IsCompleted)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The repairs of {Cluster} could not be triggered; their own timetable continues: {Reason}")]
    private static partial void LogNotTriggered(ILogger log, ClusterName cluster, string reason);
}
