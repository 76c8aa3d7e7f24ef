using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.History;

/// <summary>
/// In-memory history since this process started. Each guest and node has its last 30 states, ten seconds each, and four hours of
/// metrics, one value every two minutes: 255 bytes per guest, 375 per node. Nothing is written to disk. One writer, many readers.
/// </summary>
public sealed class Recorder
{
    /// <summary>The number of states of a strip.</summary>
    public const int StripLength = 30;

    /// <summary>The number of points of a chart.</summary>
    public const int ChartLength = 120;

    /// <summary>The duration of one state of a strip; the worst state within it is kept.</summary>
    public static readonly TimeSpan StripStep = TimeSpan.FromSeconds(10);

    /// <summary>The interval between two points of a chart.</summary>
    public static readonly TimeSpan ChartStep = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<ClusterName, Dictionary<int, Track>> _guests = [];
    private readonly Dictionary<NodeId, Track> _nodes = [];
    private long _strip;
    private long _chart;

    /// <summary>Adds the current state of clusters.</summary>
    public void Record(ImmutableArray<ClusterPicture> clusters, DateTimeOffset now)
    {
        lock (_lock)
        {
            var (strip, chart) = (now.UtcTicks / StripStep.Ticks, now.UtcTicks / ChartStep.Ticks);
            (_strip, _chart) = (strip, chart);
            Forget([.. clusters.Select(cluster => cluster.Name)]);
            foreach (var cluster in clusters.Where(cluster => cluster.Header.State != PollState.Waiting)) Record(cluster);
        }
    }

    /// <summary>A guest's last states, oldest first; <see cref="StatusSample.None"/> for times without a sample.</summary>
    public StatusSample[] Strip(GuestId guest)
    {
        lock (_lock) return Guest(guest)?.Strip(_strip) ?? new StatusSample[StripLength];
    }

    /// <summary>A node's last states, oldest first.</summary>
    public StatusSample[] Strip(NodeId node)
    {
        lock (_lock) return _nodes.GetValueOrDefault(node)?.Strip(_strip) ?? new StatusSample[StripLength];
    }

    /// <summary>A guest's values of a metric in the last hours: shares from 0 to 1, oldest first; null without a value.</summary>
    public double?[] Chart(GuestId guest, Figure figure)
    {
        lock (_lock) return Guest(guest)?.Chart(_chart, figure) ?? new double?[ChartLength];
    }

    /// <summary>A node's values of a metric in the last hours, as for guests.</summary>
    public double?[] Chart(NodeId node, Figure figure)
    {
        lock (_lock) return _nodes.GetValueOrDefault(node)?.Chart(_chart, figure) ?? new double?[ChartLength];
    }

    private Track? Guest(GuestId guest) => _guests.GetValueOrDefault(guest.Cluster)?.GetValueOrDefault(guest.Vmid);

    // Another Proxmox may come under the name of a cluster that is no longer watched.
    private void Forget(HashSet<ClusterName> watched)
    {
        if (_guests.Keys.All(watched.Contains)) return;
        foreach (var gone in _guests.Keys.Where(cluster => !watched.Contains(cluster)).ToList()) _guests.Remove(gone);
        foreach (var gone in _nodes.Keys.Where(node => !watched.Contains(node.Cluster)).ToList()) _nodes.Remove(gone);
    }

    private void Record(ClusterPicture cluster)
    {
        if (!_guests.TryGetValue(cluster.Name, out var tracks)) _guests[cluster.Name] = tracks = new(cluster.Guests.Count);
        foreach (var entry in cluster.Guests)
        {
            if (!tracks.TryGetValue(entry.Sample.Vmid, out var track)) tracks[entry.Sample.Vmid] = track = new(figures: 2);
            var running = entry.Sample.Status == GuestStatus.Running;
            track.Add(_strip, _chart, StatusSamples.Of(cluster, entry), running ? entry.Sample.Cpu : null,
                running ? entry.Sample.MemoryRatio : null, null);
        }

        if (tracks.Count > cluster.Guests.Count)
        {
            foreach (var gone in tracks.Keys.Where(vmid => cluster.Guest(vmid) is null).ToList()) tracks.Remove(gone);
        }

        foreach (var node in cluster.Nodes)
        {
            var id = new NodeId(cluster.Name, node.Sample.Node);
            if (!_nodes.TryGetValue(id, out var track)) _nodes[id] = track = new(figures: 3);
            var online = node.Believed == NodeStatus.Online;
            track.Add(_strip, _chart, StatusSamples.Of(cluster, node), online ? node.Sample.Cpu : null,
                online ? node.Sample.MemoryRatio : null, online ? node.Sample.DiskRatio : null);
        }
    }
}

/// <summary>The metric of a chart.</summary>
public enum Figure
{
    /// <summary>Processor load.</summary>
    Cpu,

    /// <summary>Memory use.</summary>
    Memory,

    /// <summary>Root disk use; nodes only.</summary>
    Disk,
}
