using System.Collections.Concurrent;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>What is on its way to Proxmox: the budgets of requests hold for reading and acting together.</summary>
internal sealed class Traffic(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<ClusterName, ClusterTraffic> _clusters = new();

    public ProbeMetrics Metrics { get; } = new();

    /// <summary>The traffic of one cluster.</summary>
    public ClusterTraffic Of(ClusterName cluster) => _clusters.GetOrAdd(cluster, static (_, time) => new ClusterTraffic(time), time);

    /// <inheritdoc />
    public void Dispose() => Metrics.Dispose();
}

/// <summary>Requests of the last minute and free slots per endpoint, whoever sends.</summary>
internal sealed class ClusterTraffic(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, EndpointSlots> _slots = new(StringComparer.OrdinalIgnoreCase);

    public RequestWindow Window { get; } = new(time);

    /// <summary>The slots of an endpoint, by host and port.</summary>
    public EndpointSlots SlotsOf(string endpoint) => _slots.GetOrAdd(endpoint, static _ => new EndpointSlots());
}
