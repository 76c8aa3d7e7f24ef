namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>Sorts rows by a column. Equal rows are sorted by id, so live updates do not reorder them.</summary>
internal static class InventoryOrder
{
    public static void Sort(List<InventoryRow> rows, string? column, bool descending)
    {
        Comparison<InventoryRow> by = column switch
        {
            "vmid" => static (a, b) => Nullable.Compare(a.Vmid, b.Vmid),
            "name" => static (a, b) => string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase),
            "node" => static (a, b) => string.CompareOrdinal(a.Node, b.Node),
            "status" => static (a, b) => string.CompareOrdinal(a.Status, b.Status),
            "cpu" => static (a, b) => Nullable.Compare(a.Cpu, b.Cpu),
            "memory" => static (a, b) => Nullable.Compare(a.Memory, b.Memory),
            "disk" => static (a, b) => Nullable.Compare(a.Disk, b.Disk),
            "ha" => static (a, b) => string.CompareOrdinal(a.Ha, b.Ha),
            "lock" => static (a, b) => string.CompareOrdinal(a.Lock, b.Lock),
            "tags" => static (a, b) => string.CompareOrdinal(a.Tags, b.Tags),
            "uptime" => static (a, b) => Nullable.Compare(a.Uptime, b.Uptime),
            _ => static (a, b) => b.SeverityRank.CompareTo(a.SeverityRank),
        };
        var sign = descending ? -1 : 1;
        rows.Sort((a, b) => by(a, b) is var order and not 0 ? sign * order : Tie(a, b));
    }

    private static int Tie(InventoryRow a, InventoryRow b)
    {
        var cluster = ReferenceEquals(a.Cluster, b.Cluster) ? 0 : string.CompareOrdinal(a.Cluster.Name.Value, b.Cluster.Name.Value);
        if (cluster != 0) return cluster;
        var guests = Nullable.Compare(a.Vmid, b.Vmid);
        return guests != 0 ? guests : string.CompareOrdinal(a.Node, b.Node);
    }
}
