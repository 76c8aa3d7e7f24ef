using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Runs the stages of a poll, each by itself: a failure is counted, logged and told to <paramref name="failed"/>, and goes no further.
/// Failures here are the monitor's own; what Proxmox answers is a result.
/// </summary>
internal sealed partial class StageGuard(
    ClusterName cluster, ClusterMetrics metrics, TimeProvider time, ILogger log, Action<PollStage, string> failed)
{
    /// <summary>Runs a stage; answers whether it succeeded.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="work">What it does. It is waited for as long as <see cref="PollStages.LimitOf"/> says; what takes longer goes on
    /// unobserved.</param>
    public async Task<bool> Run(PollStage stage, Func<Task> work)
    {
        try
        {
            await Within(work(), PollStages.LimitOf(stage));
            return true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Note(stage, problem);
            return false;
        }
    }

    /// <summary>Runs a stage that waits for nobody; answers whether it succeeded.</summary>
    public bool Run(PollStage stage, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Note(stage, problem);
            return false;
        }
    }

    /// <summary>Runs a stage that answers something; null where it failed.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="work">What it does.</param>
    public async Task<T?> Read<T>(PollStage stage, Func<Task<T?>> work)
        where T : class
    {
        T? result = null;
        await Run(stage, async () => result = await work());
        return result;
    }

    /// <summary>Counts and logs a failure.</summary>
    public void Note(PollStage stage, Exception problem)
    {
        metrics.StageFailed(cluster, stage);
        LogFailed(log, stage, cluster, problem);
        failed(stage, problem.Message);
    }

    private async Task Within(Task work, TimeSpan? limit)
    {
        if (limit is not { } patience)
        {
            await work;
            return;
        }

        try
        {
            await work.WaitAsync(patience, time);
        }
        catch (TimeoutException late) when (!work.IsCompleted)
        {
            work.Ignore();
            throw new TimeoutException($"It took longer than {patience.TotalSeconds:0} s.", late);
        }
    }

    [LoggerMessage(LogLevel.Error,
        "Stage {Stage} of a poll of cluster {Cluster} failed; the others go on, and it runs again with the next poll")]
    private static partial void LogFailed(ILogger log, PollStage stage, ClusterName cluster, Exception problem);
}
