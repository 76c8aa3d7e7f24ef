using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Clusters;

namespace OrleansMonitor.Grains.Network;

/// <summary>Receives the outcome of every poll, and decides whether a cluster or the monitor's own network is silent. Key: 0.</summary>
[Alias("own-network-grain")]
public interface IOwnNetworkGrain : IGrainWithIntegerKey
{
    /// <summary>Reports a poll. The incident about the own network is open or resolved when this returns.</summary>
    /// <param name="cluster">The cluster that was polled.</param>
    /// <param name="answered">Whether anything answered, even with a refusal.</param>
    /// <param name="at">When the poll ended.</param>
    [Alias("report")]
    Task<SilenceReading> Report(ClusterName cluster, bool answered, DateTimeOffset at);

    /// <summary>A cluster is no longer watched: its polls are forgotten. With the last one the incident ends.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="at">When that was found.</param>
    [Alias("leave")]
    Task Leave(ClusterName cluster, DateTimeOffset at);
}

/// <summary>The result of a report.</summary>
/// <param name="Verdict">The cause of the silence.</param>
/// <param name="Incident">The open incident about the own network, or null.</param>
[GenerateSerializer, Immutable, Alias("silence-reading")]
public sealed record SilenceReading([property: Id(0)] SilenceVerdict Verdict, [property: Id(1)] Incident? Incident);
