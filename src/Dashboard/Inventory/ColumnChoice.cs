using System.Collections.Immutable;

namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>Which columns of the inventory table a browser shows or hides against the default. It is kept in a cookie.</summary>
public sealed class ColumnChoice
{
    /// <summary>The name of the cookie.</summary>
    public const string Cookie = "columns";

    private const char Separator = '.';
    private const char Hidden = '-';
    private const string Rare = "pool";

    private readonly ImmutableDictionary<string, bool> _chosen;

    /// <summary>Reads a choice.</summary>
    /// <param name="text">
    /// The cookie's value, such as <c>pool.-ha</c>: columns to show, and with a minus to hide. Null or without a known column for the
    /// default, which depends on the screen's width.
    /// </param>
    public ColumnChoice(string? text)
        : this((text ?? "").Split(Separator).Where(word => InventoryColumn.All.Any(column => column.Key == word.TrimStart(Hidden)))
            .GroupBy(word => word.TrimStart(Hidden), StringComparer.Ordinal)
            .ToImmutableDictionary(word => word.Key, word => word.Last()[0] != Hidden, StringComparer.Ordinal))
    {
    }

    private ColumnChoice(ImmutableDictionary<string, bool> chosen) => _chosen = chosen;

    /// <summary>The cookie's value; null for the default.</summary>
    public string? Text => _chosen.IsEmpty
        ? null
        : string.Join(Separator, InventoryColumn.All.Where(column => _chosen.ContainsKey(column.Key))
            .Select(column => Word(column.Key)));

    private string Word(string key) => _chosen[key] ? key : Hidden + key;

    /// <summary>The columns to show. A column that was chosen is shown on narrow screens too.</summary>
    /// <param name="clusters">How many clusters there are; one needs no column.</param>
    internal IReadOnlyList<InventoryColumn> Columns(int clusters) =>
    [
        .. InventoryColumn.All.Where(column => Shows(column, clusters))
            .Select(column => _chosen.GetValueOrDefault(column.Key) ? column with { Class = "" } : column),
    ];

    /// <summary>Whether a column is shown, on a screen that is wide enough.</summary>
    internal bool Shows(InventoryColumn column, int clusters)
    {
        if (!column.IsOptional) return true;
        if (column.Key == "cluster" && clusters < 2) return false;
        return _chosen.TryGetValue(column.Key, out var isShown) ? isShown : column.Key != Rare;
    }

    /// <summary>The choice with a column shown or hidden.</summary>
    internal ColumnChoice With(InventoryColumn column, bool isShown) => new(_chosen.SetItem(column.Key, isShown));
}
