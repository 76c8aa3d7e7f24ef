using System.Globalization;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.History;

/// <summary>Finds what records are about. Of a shared storage, which every node reports, one node's records count.</summary>
internal sealed class RecordIds(ClusterName cluster, ClusterSnapshot snapshot)
{
    private readonly Dictionary<string, string> _shared = snapshot.Storages.Where(row => row.Shared)
        .GroupBy(row => row.Storage, row => row.Node, StringComparer.Ordinal)
        .ToDictionary(nodes => nodes.Key, nodes => nodes.Order(StringComparer.Ordinal).First(), StringComparer.Ordinal);

    public EntityId? Find(string id) => id.Split('/') switch
    {
        ["node", var node] when node.Length > 0 => EntityId.Of(new NodeId(cluster, node)),
        ["qemu" or "lxc", var vmid] when int.TryParse(vmid, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
            EntityId.Of(new GuestId(cluster, number)),
        ["storage", var node, var storage] when node.Length > 0 && storage.Length > 0 => Storage(node, storage),
        _ => null,
    };

    public static HistoryMetric? MetricOf(EntityId entity, string name)
    {
        HistoryMetric? metric = name switch
        {
            "cpu_current" => HistoryMetric.Cpu,
            "cpu_iowait" => HistoryMetric.IoWait,
            "mem_used" => HistoryMetric.Memory,
            "mem_total" => HistoryMetric.MemoryTotal,
            "disk_used" => HistoryMetric.Disk,
            "disk_total" => HistoryMetric.DiskTotal,
            "net_in" => HistoryMetric.NetIn,
            "net_out" => HistoryMetric.NetOut,
            "disk_read" => HistoryMetric.DiskRead,
            "disk_write" => HistoryMetric.DiskWrite,
            _ => null,
        };
        return metric is { } known && HistoryMetrics.Of(entity.Kind).Contains(known) ? known : null;
    }

    private EntityId? Storage(string node, string storage)
    {
        if (!_shared.TryGetValue(storage, out var counted)) return EntityId.Storage(cluster, node, storage);
        return node == counted ? EntityId.Storage(cluster, null, storage) : null;
    }
}
