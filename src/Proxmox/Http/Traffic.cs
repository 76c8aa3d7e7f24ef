using System.Collections.Concurrent;
using OrleansMonitor.Proxmox.Wire;

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

/// <summary>Requests of the last minute, free slots and what is known of each endpoint, whoever sends.</summary>
internal sealed class ClusterTraffic(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, EndpointSlots> _slots = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, PartitionWord> _words = new(StringComparer.OrdinalIgnoreCase);

    public RequestWindow Window { get; } = new(time);

    /// <summary>The slots of an endpoint, by host and port.</summary>
    public EndpointSlots SlotsOf(string endpoint) => _slots.GetOrAdd(endpoint, static _ => new EndpointSlots());

    /// <summary>Which member an endpoint is and whether that has quorum, as it said last; null before it was asked.</summary>
    public PartitionWord? WordOf(string endpoint) => _words.TryGetValue(endpoint, out var word) ? word : null;

    /// <summary>An endpoint said which member it is and whether that has quorum.</summary>
    public void Note(string endpoint, PartitionWord word) => _words[endpoint] = word;
}
