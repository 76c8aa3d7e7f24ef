namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>Which columns of the inventory table a browser shows. It is kept in a cookie.</summary>
public sealed class ColumnChoice
{
    /// <summary>The name of the cookie.</summary>
    public const string Cookie = "columns";

    private const char Separator = '.';
    private const string Rare = "pool";

    private readonly HashSet<string>? _chosen;

    /// <summary>Reads a choice.</summary>
    /// <param name="text">The cookie's value; null or without a known column for the default, which depends on the screen's width.</param>
    public ColumnChoice(string? text)
    {
        var known = (text ?? "").Split(Separator).Where(key => InventoryColumn.All.Any(column => column.Key == key))
            .ToHashSet(StringComparer.Ordinal);
        _chosen = known.Count == 0 ? null : known;
    }

    /// <summary>The cookie's value; null for the default.</summary>
    public string? Text => _chosen is null
        ? null
        : string.Join(Separator, InventoryColumn.All.Where(column => _chosen.Contains(column.Key)).Select(column => column.Key));

    /// <summary>The columns to show. A column that was chosen is shown on narrow screens too.</summary>
    /// <param name="clusters">How many clusters there are; one needs no column.</param>
    internal IReadOnlyList<InventoryColumn> Columns(int clusters) =>
    [
        .. InventoryColumn.All.Where(column => Shows(column, clusters))
            .Select(column => _chosen is null ? column : column with { Class = "" }),
    ];

    /// <summary>Whether a column is shown, on a screen that is wide enough.</summary>
    internal bool Shows(InventoryColumn column, int clusters)
    {
        if (!column.IsOptional) return true;
        if (column.Key == "cluster" && clusters < 2) return false;
        return _chosen?.Contains(column.Key) ?? column.Key != Rare;
    }

    /// <summary>The choice with a column shown or hidden.</summary>
    internal ColumnChoice With(InventoryColumn column, bool isShown, int clusters)
    {
        // A column that only this moment hides stays chosen: there may be more clusters tomorrow.
        var keys = InventoryColumn.All.Where(one => one.Key == column.Key ? isShown : Shows(one, Math.Max(clusters, 2)))
            .Select(one => one.Key);
        return new(string.Join(Separator, keys));
    }
}
