using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Grains.Polling;

/// <summary>Gets the grains of schedulers.</summary>
public static class SchedulerKeys
{
    /// <summary>The scheduler of one tier of a cluster.</summary>
    public static ITierSchedulerGrain Scheduler(this IGrainFactory grains, ClusterName cluster, Tier tier) =>
        grains.GetGrain<ITierSchedulerGrain>($"{cluster}/{tier}");

    internal static (ClusterName Cluster, Tier Tier) SchedulerKey(this GrainReference grain)
    {
        var key = grain.GrainId.Key.ToString()!;
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (ClusterName.Parse(key[..slash]), Enum.Parse<Tier>(key[(slash + 1)..]));
    }
}
