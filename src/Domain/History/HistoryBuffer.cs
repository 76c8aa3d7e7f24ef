using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.History;

/// <summary>
/// Collects the values of one cluster until ten minutes of them can be written at once. Rows of nodes that are not online, or whose data is
/// frozen, add nothing, nor does a measurement that was read before. For one caller at a time. About 1 KiB per guest.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="period">The time between two polls; null for the default.</param>
public sealed class HistoryBuffer(ClusterName cluster, TimeSpan? period = null)
{
    /// <summary>Minutes per chunk; chunks end at whole multiples. A kill loses at most these.</summary>
    public const int ChunkMinutes = 10;

    /// <summary>The maximum number of entities of a cluster; further ones have no history.</summary>
    public const int MaxEntities = 20_000;

    private readonly Dictionary<int, EntityTrack> _guests = [];
    private readonly Dictionary<EntityId, EntityTrack> _others = [];

    // Over a longer gap a rate would put all of its bytes into one minute.
    private readonly long _longestGap = Math.Max(60, (long)((period ?? TierSettings.Default.Critical) * 3).TotalSeconds);
    private long _start = -1;
    private long _minute = -1;

    /// <summary>Entities of the latest answer that were left out because there are too many.</summary>
    public int LeftOut { get; private set; }

    private int Entities => _guests.Count + _others.Count;

    /// <summary>Adds an answer. Before that, call <see cref="Advance"/> with its time.</summary>
    /// <param name="guests">Its rows of running guests.</param>
    /// <param name="snapshot">Its snapshot.</param>
    public void Add(GuestReadings guests, ClusterSnapshot snapshot)
    {
        LeftOut = guests.LeftOut;
        var online = snapshot.BelievedNodes();
        foreach (var node in snapshot.Nodes.Where(node => node.Believed == NodeStatus.Online)) AddNode(node.Sample);
        foreach (var storage in Storages(snapshot, online)) AddStorage(storage);
        foreach (var guest in guests.Rows)
        {
            if (online.Contains(guest.Sample.Node)) AddGuest(guest);
        }
    }

    /// <summary>Moves to an instant, which never goes back. Returns the chunk that ended before it, or null.</summary>
    public HistoryChunk? Advance(DateTimeOffset now)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        if (minute == _minute) return null;
        CloseMinute();
        var chunk = _start >= 0 && minute / ChunkMinutes != _start / ChunkMinutes ? Drain() : null;
        if (_start < 0) _start = minute;
        _minute = minute;
        return chunk;
    }

    /// <summary>Returns what is not written yet and begins anew; null if there is nothing.</summary>
    public HistoryChunk? Drain()
    {
        if (_start < 0) return null;
        var length = (int)(_minute - _start) + 1;
        var (start, entities) = (_start * 60, Entities);
        var parts = Tracks().Where(track => track.HasValues)
            .GroupBy(track => HistoryPart.Of(track.Entity, entities))
            .Select(part => KeyValuePair.Create(part.Key, Block(start, length, part))).ToImmutableArray();
        Reset();
        return parts.IsEmpty ? null : new(cluster, start, start + (length * 60L), parts);
    }

    /// <summary>What is not written yet of an entity; null if there is nothing.</summary>
    public HistoryBlock? Recent(EntityId entity)
    {
        if (_start < 0) return null;
        var track = entity.Vmid is { } vmid ? _guests.GetValueOrDefault(vmid) : _others.GetValueOrDefault(entity);
        return track is { HasValues: true } ? Block(_start * 60, (int)(_minute - _start) + 1, [track]) : null;
    }

    private static HistoryBlock Block(long start, int length, IEnumerable<EntityTrack> tracks) => new(
        HistoryResolution.Minutes, start, length, tracks.ToDictionary(track => track.Entity, track => track.Read(length)));

    private IEnumerable<EntityTrack> Tracks() => _guests.Values.Concat(_others.Values);

    private void CloseMinute()
    {
        if (_start < 0) return;
        foreach (var track in Tracks()) track.Close((int)(_minute - _start));
    }

    // What had no value for a whole chunk is gone or stopped.
    private void Reset()
    {
        foreach (var gone in _guests.Where(guest => !guest.Value.HasValues).Select(guest => guest.Key).ToList()) _guests.Remove(gone);
        foreach (var gone in _others.Where(other => !other.Value.HasValues).Select(other => other.Key).ToList()) _others.Remove(gone);
        foreach (var track in Tracks()) track.Clear();
        (_start, _minute) = (-1, -1);
    }

    private void AddNode(in NodeSample node)
    {
        if (Track(EntityId.Of(new NodeId(cluster, node.Node))) is not { } track || track.IsRepeated(node.Uptime)) return;
        track.Add(HistoryMetric.Cpu, node.Cpu);
        track.Add(HistoryMetric.Memory, node.Mem);
        track.Add(HistoryMetric.MemoryTotal, node.MaxMem);
        track.Add(HistoryMetric.Disk, node.Disk);
        track.Add(HistoryMetric.DiskTotal, node.MaxDisk);
    }

    private void AddStorage(in StorageSample storage)
    {
        if (storage.UsedRatio is null) return;
        var track = Track(EntityId.Storage(cluster, storage.Shared ? null : storage.Node, storage.Storage));
        track?.Add(HistoryMetric.Disk, storage.Used);
        track?.Add(HistoryMetric.DiskTotal, storage.Total);
    }

    private void AddGuest(in GuestReading reading)
    {
        var guest = reading.Sample;
        if (TrackGuest(guest.Vmid) is not { } track || track.IsRepeated(guest.Uptime)) return;
        track.Add(HistoryMetric.Cpu, guest.Cpu);
        track.Add(HistoryMetric.Memory, guest.Mem);
        track.Add(HistoryMetric.MemoryTotal, guest.MaxMem);
        if (guest.DiskRatio is not null)
        {
            track.Add(HistoryMetric.Disk, guest.Disk);
            track.Add(HistoryMetric.DiskTotal, guest.MaxDisk);
        }

        track.AddTraffic(guest, reading.Traffic, _longestGap);
    }

    private EntityTrack? TrackGuest(int vmid)
    {
        if (_guests.TryGetValue(vmid, out var known)) return known;
        return HasRoom() ? _guests[vmid] = new(EntityId.Of(new GuestId(cluster, vmid))) : null;
    }

    private EntityTrack? Track(EntityId entity)
    {
        if (_others.TryGetValue(entity, out var known)) return known;
        return HasRoom() ? _others[entity] = new(entity) : null;
    }

    private bool HasRoom()
    {
        if (Entities < MaxEntities) return true;
        LeftOut++;
        return false;
    }

    // A shared storage counts once: the fullest row of the nodes on which it is active.
    private static IEnumerable<StorageSample> Storages(ClusterSnapshot snapshot, IReadOnlySet<string> online)
    {
        var rows = snapshot.Storages.Where(row => online.Contains(row.Node) && row.UsedRatio is not null).ToList();
        return rows.Where(row => !row.Shared)
            .Concat(rows.Where(row => row.Shared).GroupBy(row => row.Storage).Select(shared => shared.MaxBy(row => row.UsedRatio)));
    }
}
