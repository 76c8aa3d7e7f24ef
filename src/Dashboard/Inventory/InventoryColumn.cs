namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>A column of the inventory table.</summary>
/// <param name="Key">Its name in the address and in the choice of columns.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Width">Its least width in rem, so that columns do not move when values change.</param>
/// <param name="Class">A class that hides it on narrow screens; empty to show it always.</param>
internal sealed record InventoryColumn(string Key, string Title, double Width, string Class = "")
{
    /// <summary>All columns in their display order.</summary>
    public static IReadOnlyList<InventoryColumn> All { get; } =
    [
        new("vmid", "ID", 5), new("name", "Name", 9.5), new("cluster", "Cluster", 5, "narrow-hide"),
        new("node", "Node", 4.6, "narrow-hide"), new("status", "Status", 10.4), new("cpu", "CPU", 5.6), new("memory", "Memory", 8.2),
        new("disk", "Disk", 5.6, "narrow-hide"), new("strip", "Last 5 min", 8.6), new("uptime", "Uptime", 5.7, "wide"),
        new("tags", "Tags", 5.8, "wide"), new("ha", "HA", 5, "wider"), new("lock", "Lock", 5, "wider"), new("pool", "Pool", 5, "wider"),
    ];

    /// <summary>Whether it can be sorted by.</summary>
    public bool Sorts => Key != "strip";

    /// <summary>Whether its largest values are the interesting ones, and come first when it is sorted by.</summary>
    public bool LargestFirst => Key is "cpu" or "memory" or "disk" or "used";

    /// <summary>Whether it can be hidden.</summary>
    public bool IsOptional => Key != "name";
}
