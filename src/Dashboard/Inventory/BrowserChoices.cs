namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>What a browser has chosen, for the time that its page is open.</summary>
/// <param name="columns">The value of the cookie of <see cref="ColumnChoice"/>; null for none.</param>
public sealed class BrowserChoices(string? columns)
{
    /// <summary>The columns of the inventory table.</summary>
    public ColumnChoice Columns { get; set; } = new(columns);
}
