using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.History;

/// <summary>
/// The last 30 states of each guest and node since this process started, ten seconds each: 15 bytes. Nothing is written to disk. One
/// writer, many readers.
/// </summary>
public sealed class Recorder
{
    /// <summary>The number of states of a strip.</summary>
    public const int StripLength = 30;

    /// <summary>The duration of one state of a strip; the worst state within it is kept.</summary>
    public static readonly TimeSpan StripStep = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<ClusterName, Dictionary<int, Track>> _guests = [];
    private readonly Dictionary<NodeId, Track> _nodes = [];
    private long _strip;

    /// <summary>Adds the current state of clusters.</summary>
    public void Record(ImmutableArray<ClusterPicture> clusters, DateTimeOffset now)
    {
        lock (_lock)
        {
            _strip = now.UtcTicks / StripStep.Ticks;
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
            if (!tracks.TryGetValue(entry.Sample.Vmid, out var track)) tracks[entry.Sample.Vmid] = track = new();
            track.Add(_strip, StatusSamples.Of(cluster, entry));
        }

        if (tracks.Count > cluster.Guests.Count)
        {
            foreach (var gone in tracks.Keys.Where(vmid => cluster.Guest(vmid) is null).ToList()) tracks.Remove(gone);
        }

        foreach (var node in cluster.Nodes)
        {
            var id = new NodeId(cluster.Name, node.Sample.Node);
            if (!_nodes.TryGetValue(id, out var track)) _nodes[id] = track = new();
            track.Add(_strip, StatusSamples.Of(cluster, node));
        }
    }
}
