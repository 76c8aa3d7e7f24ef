namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>The column that a table is sorted by, and in which direction, as written in the address: <c>name</c> or <c>-cpu</c>.</summary>
/// <param name="Column">The key of the column; null for the default order.</param>
/// <param name="IsDescending">Whether the largest come first.</param>
internal readonly record struct SortChoice(string? Column, bool IsDescending)
{
    public static SortChoice Parse(string? text) => new(text?.TrimStart('-'), text is ['-', ..]);

    /// <summary>As written in the address; null for the default order.</summary>
    public string? Text => Column is null || !IsDescending ? Column : $"-{Column}";

    /// <summary>
    /// The choice after its heading was pressed: first the interesting end of the column, then the other one, then the default order.
    /// </summary>
    public SortChoice Press(InventoryColumn column)
    {
        if (Column != column.Key) return new(column.Key, column.LargestFirst);
        return IsDescending == column.LargestFirst ? new(column.Key, !IsDescending) : new(null, false);
    }

    /// <summary>The value of <c>aria-sort</c> for a column.</summary>
    public string DirectionOf(string key)
    {
        if (Column != key) return "none";
        return IsDescending ? "descending" : "ascending";
    }
}
