using System.Collections.Concurrent;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>The current requests to Proxmox: the request limits apply to reading and acting together.</summary>
internal sealed class Traffic(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<ClusterName, ClusterTraffic> _clusters = new();

    public ProbeMetrics Metrics { get; } = new();

    /// <summary>The traffic of one cluster.</summary>
    public ClusterTraffic Of(ClusterName cluster) => _clusters.GetOrAdd(cluster, static (_, time) => new ClusterTraffic(time), time);

    public void Dispose() => Metrics.Dispose();
}

/// <summary>The requests of the last minute, the slots and the quorum of each endpoint of one cluster, shared by all senders.</summary>
internal sealed class ClusterTraffic(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, EndpointSlots> _slots = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, MemberQuorum> _quorums = new(StringComparer.OrdinalIgnoreCase);

    public RequestWindow Window { get; } = new(time);

    /// <summary>The slots of an endpoint, identified by host and port.</summary>
    public EndpointSlots SlotsOf(string endpoint) => _slots.GetOrAdd(endpoint, static _ => new EndpointSlots());

    /// <summary>The member behind an endpoint and its quorum as last reported; null before the first report.</summary>
    public MemberQuorum? QuorumOf(string endpoint) => _quorums.TryGetValue(endpoint, out var quorum) ? quorum : null;

    /// <summary>Records the member behind an endpoint and its quorum.</summary>
    public void Record(string endpoint, MemberQuorum quorum) => _quorums[endpoint] = quorum;
}
