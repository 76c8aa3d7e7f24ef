using System.Collections.Immutable;
using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Hears of failures that a poll has just seen together.</summary>
internal interface IStormAlarm
{
    /// <summary>Takes them in before their incidents are opened; a storm that they make is told when this returns.</summary>
    /// <returns>Whether a storm stands.</returns>
    Task<bool> Announce(ClusterName cluster, ImmutableArray<StormFailure> failures);
}
