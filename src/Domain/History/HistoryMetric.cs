using System.Collections.Immutable;

namespace OrleansMonitor.Domain.History;

/// <summary>What is recorded of nodes, guests and storages. The numbers are stored: append only.</summary>
public enum HistoryMetric
{
    /// <summary>Share of the CPUs in use, 0 to slightly above 1.</summary>
    Cpu = 0,

    /// <summary>Memory in use, bytes.</summary>
    Memory = 1,

    /// <summary>Total memory, bytes.</summary>
    MemoryTotal = 2,

    /// <summary>In use, bytes: the root file system of a node or container, or a storage.</summary>
    Disk = 3,

    /// <summary>Capacity, bytes, of what <see cref="Disk"/> fills.</summary>
    DiskTotal = 4,

    /// <summary>Share of time that a node's CPUs wait for I/O, 0 to 1. Only known for filled gaps (<see cref="GapFill"/>).</summary>
    IoWait = 5,

    /// <summary>Received bytes per second. Of a node only known for gaps that were filled.</summary>
    NetIn = 6,

    /// <summary>Sent bytes per second; of a node as <see cref="NetIn"/>.</summary>
    NetOut = 7,

    /// <summary>Bytes per second that a guest reads from its disks.</summary>
    DiskRead = 8,

    /// <summary>Bytes per second that a guest writes to its disks.</summary>
    DiskWrite = 9,
}

/// <summary>The unit of a metric.</summary>
public enum HistoryUnit
{
    /// <summary>A share; 1 is all of it.</summary>
    Ratio,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Bytes per second.</summary>
    BytesPerSecond,
}

/// <summary>Which metrics exist, and for what.</summary>
public static class HistoryMetrics
{
    /// <summary>The number of metrics.</summary>
    public const int Count = 10;

    private static readonly ImmutableArray<HistoryMetric> OfNodes =
    [
        HistoryMetric.Cpu, HistoryMetric.Memory, HistoryMetric.MemoryTotal, HistoryMetric.Disk, HistoryMetric.DiskTotal,
        HistoryMetric.IoWait, HistoryMetric.NetIn, HistoryMetric.NetOut,
    ];

    private static readonly ImmutableArray<HistoryMetric> OfGuests =
    [
        HistoryMetric.Cpu, HistoryMetric.Memory, HistoryMetric.MemoryTotal, HistoryMetric.Disk, HistoryMetric.DiskTotal,
        HistoryMetric.NetIn, HistoryMetric.NetOut, HistoryMetric.DiskRead, HistoryMetric.DiskWrite,
    ];

    private static readonly ImmutableArray<HistoryMetric> OfStorages = [HistoryMetric.Disk, HistoryMetric.DiskTotal];

    private static readonly ImmutableArray<int> NodePlaces = Places(OfNodes);
    private static readonly ImmutableArray<int> GuestPlaces = Places(OfGuests);
    private static readonly ImmutableArray<int> StoragePlaces = Places(OfStorages);

    /// <summary>The metrics of a kind of entity; empty for kinds without a history.</summary>
    public static ImmutableArray<HistoryMetric> Of(EntityKind kind) => kind switch
    {
        EntityKind.Node => OfNodes,
        EntityKind.Guest => OfGuests,
        EntityKind.Storage => OfStorages,
        _ => [],
    };

    /// <summary>The place of each metric in <see cref="Of"/>; -1 if the kind does not have it.</summary>
    internal static ImmutableArray<int> PlacesOf(EntityKind kind) => kind switch
    {
        EntityKind.Node => NodePlaces,
        EntityKind.Guest => GuestPlaces,
        _ => StoragePlaces,
    };

    /// <summary>The unit of a metric.</summary>
    public static HistoryUnit UnitOf(HistoryMetric metric) => metric switch
    {
        HistoryMetric.Cpu or HistoryMetric.IoWait => HistoryUnit.Ratio,
        >= HistoryMetric.Memory and <= HistoryMetric.DiskTotal => HistoryUnit.Bytes,
        _ => HistoryUnit.BytesPerSecond,
    };

    /// <summary>The name of a metric for clients, such as <c>memoryTotal</c>.</summary>
    public static string NameOf(HistoryMetric metric) => char.ToLowerInvariant(metric.ToString()[0]) + metric.ToString()[1..];

    /// <summary>Finds a metric of a kind of entity by its name; null if there is none.</summary>
    public static HistoryMetric? Find(EntityKind kind, string name)
    {
        foreach (var metric in Of(kind))
        {
            if (string.Equals(NameOf(metric), name, StringComparison.OrdinalIgnoreCase)) return metric;
        }

        return null;
    }

    private static ImmutableArray<int> Places(ImmutableArray<HistoryMetric> metrics) =>
        [.. Enumerable.Range(0, Count).Select(metric => metrics.IndexOf((HistoryMetric)metric))];
}
