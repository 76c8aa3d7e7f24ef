namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>
/// Sorts rows by a column. Rows without a value come last in either direction. Equal rows are sorted by id, so live updates do not reorder
/// them.
/// </summary>
internal static class InventoryOrder
{
    public static void Sort(List<InventoryRow> rows, string? column, bool descending)
    {
        var sign = descending ? -1 : 1;
        if (FigureOf(column) is { } figure) rows.Sort((a, b) => Order(Compare(figure(a), figure(b), sign), a, b));
        else if (TextOf(column) is { } text) rows.Sort((a, b) => Order(Compare(text(a), text(b), sign), a, b));
        else rows.Sort((a, b) => Order(sign * b.SeverityRank.CompareTo(a.SeverityRank), a, b));
    }

    private static Func<InventoryRow, double?>? FigureOf(string? column) => column switch
    {
        "vmid" => static row => row.Vmid,
        "cpu" => static row => row.Cpu,
        "memory" => static row => row.Memory,
        "disk" => static row => row.Disk,
        "uptime" => static row => row.Uptime is 0 ? null : row.Uptime,
        _ => null,
    };

    private static Func<InventoryRow, string?>? TextOf(string? column) => column switch
    {
        "name" => static row => row.Name,
        "cluster" => static row => row.Cluster.Name.Value,
        "node" => static row => row.Node,
        "status" => static row => row.Status,
        "tags" => static row => row.Tags,
        "ha" => static row => row.Ha,
        "lock" => static row => row.Lock,
        "pool" => static row => row.Pool,
        _ => null,
    };

    private static int Compare(double? a, double? b, int sign)
    {
        if (a is null || b is null) return (a is null).CompareTo(b is null);
        return sign * a.Value.CompareTo(b.Value);
    }

    private static int Compare(string? a, string? b, int sign)
    {
        var (none, other) = (string.IsNullOrEmpty(a), string.IsNullOrEmpty(b));
        return none || other ? none.CompareTo(other) : sign * string.Compare(a, b, StringComparison.OrdinalIgnoreCase);
    }

    private static int Order(int order, InventoryRow a, InventoryRow b)
    {
        if (order != 0) return order;
        var cluster = ReferenceEquals(a.Cluster, b.Cluster) ? 0 : string.CompareOrdinal(a.Cluster.Name.Value, b.Cluster.Name.Value);
        if (cluster != 0) return cluster;
        var guests = Nullable.Compare(a.Vmid, b.Vmid);
        return guests != 0 ? guests : string.CompareOrdinal(a.Node, b.Node);
    }
}
