using Microsoft.Extensions.Logging;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Grains.Polling;

/// <summary>State of nodes and guests; then what is open is looked at for repair, with what the poll has just seen.</summary>
internal sealed partial class CriticalTick(IGrainFactory grains, TimeProvider time, ILogger<CriticalTick> log) : ITierTick
{
    // Longer than nearly every poll; a slow one is asked after and goes on.
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(2);

    // Repairs have a timetable of their own: one poke that is lost delays them, but no poll.
    private static readonly TimeSpan TriggerTimeout = TimeSpan.FromSeconds(2);

    public async Task Run(ClusterName cluster)
    {
        try
        {
            await Poll(cluster);
        }
        finally
        {
            // What is under way goes on without a poll too.
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

    // A call that a silo passed on and then died with is never answered, and a poll may be waited for for minutes.
    private async Task Poll(ClusterName cluster)
    {
        var poll = grains.Cluster(cluster).Poll();
        while (!await IsOver(poll))
        {
            if (await IsBusy(cluster) || poll.IsCompleted) continue;
            poll.Ignore();
            throw new InvalidOperationException("The poll was lost with a silo that went.");
        }
    }

    // One that cannot be asked may be busy; the watchdog judges how long.
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

    private async Task<bool> IsOver(Task poll)
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

    [LoggerMessage(LogLevel.Warning, "The repairs of {Cluster} could not be poked; they go by their own timetable: {Reason}")]
    private static partial void LogNotTriggered(ILogger log, ClusterName cluster, string reason);
}
