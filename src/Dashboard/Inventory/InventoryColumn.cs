namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>A column of the inventory table.</summary>
internal sealed record InventoryColumn(string Key, string Title, string Class = "", bool Sorts = true)
{
    public static IReadOnlyList<InventoryColumn> All { get; } =
    [
        new("vmid", "VMID"), new("name", "Name"), new("node", "Node"), new("status", "Status"), new("cpu", "CPU"),
        new("memory", "Memory"), new("disk", "Disk", "narrow-hide"), new("strip", "Last 5 min", "", Sorts: false),
        new("uptime", "Uptime", "wide"), new("tags", "Tags", "wide"), new("ha", "HA", "wide"), new("lock", "Lock", "wide"),
    ];
}
