using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Clusters;

namespace OrleansMonitor.Grains.Network;

/// <summary>Hears how every poll of every cluster went and tells a cluster's silence from the monitor's own. Key: 0.</summary>
[Alias("own-network-grain")]
public interface IOwnNetworkGrain : IGrainWithIntegerKey
{
    /// <summary>Takes the outcome of a poll in; the incident about the own network is opened or resolved when it returns.</summary>
    /// <param name="cluster">Whose poll.</param>
    /// <param name="answered">True where anything answered, be it a refusal.</param>
    /// <param name="at">When.</param>
    [Alias("report")]
    Task<SilenceReading> Report(ClusterName cluster, bool answered, DateTimeOffset at);
}

/// <summary>What a poll's outcome came to.</summary>
/// <param name="Verdict">Whom the silence is put down to.</param>
/// <param name="Incident">The open incident about the own network, or null.</param>
[GenerateSerializer, Immutable, Alias("silence-reading")]
public sealed record SilenceReading([property: Id(0)] SilenceVerdict Verdict, [property: Id(1)] Incident? Incident);
