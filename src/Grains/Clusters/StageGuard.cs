using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Isolates the stages of a poll: a failure is counted, logged and reported to <paramref name="failed"/>, and does not stop other stages.
/// Failures here are the monitor's own; an error that Proxmox answers is a result.
/// </summary>
internal sealed partial class StageGuard(
    ClusterName cluster, ClusterMetrics metrics, TimeProvider time, ILogger log, Action<PollStage, string> failed)
{
    /// <summary>Runs a stage; returns whether it succeeded.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="work">What it does. After <see cref="PollStages.LimitOf"/> it fails, and continues unobserved.</param>
    public async Task<bool> Run(PollStage stage, Func<Task> work)
    {
        try
        {
            await Within(work(), PollStages.LimitOf(stage));
            return true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            RecordFailure(stage, problem);
            return false;
        }
    }

    /// <summary>Runs a synchronous stage; returns whether it succeeded.</summary>
    public bool Run(PollStage stage, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            RecordFailure(stage, problem);
            return false;
        }
    }

    /// <summary>Runs a stage that returns a value; null if it failed.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="work">What it does.</param>
    public async Task<T?> Read<T>(PollStage stage, Func<Task<T?>> work)
        where T : class
    {
        T? result = null;
        await Run(stage, async () => result = await work());
        return result;
    }

    private void RecordFailure(PollStage stage, Exception problem)
    {
        metrics.StageFailed(cluster, stage);
        LogFailed(log, stage, cluster, problem);
        failed(stage, problem.Message);
    }

    private async Task Within(Task work, TimeSpan? limit)
    {
        if (limit is not { } timeout)
        {
            await work;
            return;
        }

        try
        {
            await work.WaitAsync(timeout, time);
        }
        catch (TimeoutException late) when (!work.IsCompleted)
        {
            work.Ignore();
            throw new TimeoutException($"It took longer than {timeout.TotalSeconds:0} s.", late);
        }
    }

    [LoggerMessage(LogLevel.Error,
        "Stage {Stage} of a poll of cluster {Cluster} failed; the others go on, and it runs again with the next poll")]
    private static partial void LogFailed(ILogger log, PollStage stage, ClusterName cluster, Exception problem);
}
