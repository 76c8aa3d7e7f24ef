using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.History;

/// <summary>Answers of a cluster that go into a buffer, one after the other.</summary>
internal sealed class Recorded(TimeSpan? period = null)
{
    private readonly HistoryBuffer _buffer = new(Given.Lab, period);
    private readonly GuestReadings _readings = new();
    private ClusterSnapshot _last = ClusterSnapshot.Empty;

    public List<HistoryChunk> Chunks { get; } = [];

    public HistoryBuffer Buffer => _buffer;

    public static NodeSample Node(double at, string name = "pve1", NodeStatus status = NodeStatus.Online) => new()
    {
        Node = name,
        Status = status,
        Uptime = 5000 + (long)at,
        Cpu = 0.2,
        Mem = 50,
        MaxMem = 100,
        Disk = 10,
        MaxDisk = 100,
    };

    public static GuestSample Guest(long uptime, double cpu = 0.5, int vmid = 100, GuestStatus status = GuestStatus.Running) =>
        Given.Row(status, vmid) with { Uptime = uptime, Cpu = cpu, Mem = 64, MaxMem = 128, Disk = 0, MaxDisk = 1000 };

    public Recorded Poll(
        double at, NodeSample? node = null, (GuestSample Row, GuestTraffic Traffic)[]? guests = null, StorageSample[]? storages = null)
    {
        var builder = new SnapshotBuilder(_last, RuleSet.Default, Given.At(at));
        var sink = _readings.Begin(builder);
        sink.Node(node ?? Node(at));
        foreach (var (row, traffic) in guests ?? []) sink.Guest(row, traffic);
        foreach (var storage in storages ?? []) sink.Storage(storage);
        _last = builder.Build().Next;
        if (_buffer.Advance(_last.At) is { } chunk) Chunks.Add(chunk);
        _buffer.Add(_readings, _last);
        return this;
    }

    /// <summary>All values of a metric so far, one per minute from the start.</summary>
    public HistoryBucket[] Values(EntityId entity, HistoryMetric metric, int minutes)
    {
        var blocks = Chunks.SelectMany(chunk => chunk.Parts.Select(part => part.Value)).ToList();
        if (_buffer.Recent(entity) is { } recent) blocks.Add(recent);
        var values = new HistoryBucket[minutes];
        foreach (var block in blocks)
        {
            if (block.Series.GetValueOrDefault(entity)?[metric] is not { } column) continue;
            for (var i = 0; i < column.Length; i++)
                values[((block.Start - Given.Start.ToUnixTimeSeconds()) / 60) + i] = column[i].Unpack(metric);
        }

        return values;
    }
}
