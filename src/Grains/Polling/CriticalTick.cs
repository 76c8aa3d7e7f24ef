using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Polling;

/// <summary>State of nodes and guests; then what is open is looked at for repair, with what the poll has just seen.</summary>
internal sealed class CriticalTick(IGrainFactory grains, TimeProvider time) : ITierTick
{
    // Longer than nearly every poll; a slow one is asked after and goes on.
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(2);

    public async Task Run(ClusterName cluster)
    {
        try
        {
            await Poll(cluster);
        }
        finally
        {
            // What is under way goes on without a poll too.
            await grains.Remediation(cluster).Poke();
        }
    }

    // A call that a silo passed on and then died with is never answered, and a poll may be waited for for minutes.
    private async Task Poll(ClusterName cluster)
    {
        var poll = grains.Cluster(cluster).Poll();
        while (!await IsOver(poll))
        {
            if (await grains.Cluster(cluster).IsBusy() || poll.IsCompleted) continue;
            poll.Ignore();
            throw new InvalidOperationException("The poll was lost with a silo that went.");
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
}
