using Orleans.Concurrency;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Opens and ends the incident of a cluster that is not polled by the monitor's own fault. Separate from the cluster's grain, which may be
/// what hangs. Key: the cluster's name.
/// </summary>
[Alias("blindness-grain")]
public interface IBlindnessGrain : IGrainWithStringKey
{
    /// <summary>Applies the watchdog's verdict. The incident is open or resolved when this returns. Can be repeated.</summary>
    /// <param name="blind">Whether the monitor is blind.</param>
    /// <param name="reason">The reason, as text.</param>
    [Alias("report")]
    Task Report(bool blind, string reason);

    /// <summary>Its cluster is no longer watched: its state is deleted.</summary>
    [Alias("forget")]
    Task Forget();

    /// <summary>The last evaluation; null if there was none since the grain was activated and the condition is not active.</summary>
    [Alias("judgement"), AlwaysInterleave]
    Task<RuleEvaluation?> Judgement();
}
