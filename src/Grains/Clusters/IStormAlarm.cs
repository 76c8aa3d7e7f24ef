using System.Collections.Immutable;
using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Receives failures that one poll has found together.</summary>
internal interface IStormAlarm
{
    /// <summary>Call it before their incidents are opened. If they make a storm, it is published when this returns.</summary>
    /// <returns>Whether a storm is active.</returns>
    Task<bool> Announce(ClusterName cluster, ImmutableArray<StormFailure> failures);
}
