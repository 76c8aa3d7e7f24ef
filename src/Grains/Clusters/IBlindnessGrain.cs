using Orleans.Concurrency;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Opens and ends the incident of a cluster that is not polled by the monitor's own fault. Apart from the cluster's own grain, which is
/// what may be hung. Key: the cluster's name.
/// </summary>
[Alias("blindness-grain")]
public interface IBlindnessGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes in what the watchdog judged; the incident is opened or resolved when it returns. May be called again with the same.
    /// </summary>
    /// <param name="blind">Whether the monitor is blind.</param>
    /// <param name="reason">Why, in words.</param>
    [Alias("report")]
    Task Report(bool blind, string reason);

    /// <summary>What was judged last; null where nothing was since it came to its silo, and nothing stands.</summary>
    [Alias("judgement"), AlwaysInterleave]
    Task<RuleEvaluation?> Judgement();
}
