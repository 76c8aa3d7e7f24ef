using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Settings;

/// <summary>The periods of the tiers.</summary>
/// <param name="StartupDelay">From the silo's start to the first tick of its first cluster. Default 0.5 s.</param>
/// <param name="Critical">At least 1 s. Shorter finds sooner and asks more: Proxmox itself publishes every 10 s.</param>
/// <param name="Important">At least 1 s.</param>
/// <param name="Routine">At least 1 s.</param>
/// <param name="Background">At least 1 s.</param>
public sealed record TierSettings(TimeSpan StartupDelay, TimeSpan Critical, TimeSpan Important, TimeSpan Routine, TimeSpan Background)
{
    /// <summary>0.5 s; 12 s, 32 s, 5 min, 30 min.</summary>
    public static TierSettings Default { get; } = new(
        TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(32), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30));

    /// <summary>The period of a tier.</summary>
    public TimeSpan Period(Tier tier) => tier switch
    {
        Tier.Critical => Critical,
        Tier.Important => Important,
        Tier.Routine => Routine,
        _ => Background,
    };

    /// <summary>When a cluster's first tick is due. First ticks are spread over the period so that clusters do not tick together.</summary>
    /// <param name="tier">The tier.</param>
    /// <param name="index">The cluster's index, from 0.</param>
    /// <param name="count">The number of clusters.</param>
    public TimeSpan FirstDue(Tier tier, int index, int count) =>
        StartupDelay + TimeSpan.FromMilliseconds(Math.Floor(Period(tier).TotalMilliseconds * index / Math.Max(1, count)));
}
