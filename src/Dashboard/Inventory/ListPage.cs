using System.Globalization;
using Microsoft.AspNetCore.Components;
using OrleansMonitor.Dashboard.Live;

namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>A page with one table: its search, its order and the open row are part of the address.</summary>
public abstract class ListPage : LiveComponent
{
    /// <summary>How many rows are rendered before the browser has measured how many fit.</summary>
    private protected const int FirstRows = 40;

    /// <summary>The search.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary>The column to sort by; with a leading minus descending.</summary>
    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    /// <summary>The id of the row that is open in the drawer.</summary>
    [SupplyParameterFromQuery(Name = "open")]
    public string? OpenId { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private protected TypedSearch Search { get; } = new();

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        Search.Follow(Q);
        Fill();
    }

    /// <summary>Finds and sorts the rows.</summary>
    protected abstract void Fill();

    /// <summary>Searches for the text of the box.</summary>
    protected void Searched()
    {
        Search.Send(Q);
        Fill();
        Go("q", Search.Sent);
    }

    /// <summary>Opens a row, or closes the one that is open.</summary>
    protected void Open(string? id) => Go("open", id, replace: OpenId is not null);

    /// <summary>Changes a part of the address. The browser's is late while somebody types: the search is the one that was typed.</summary>
    protected void Go(string key, string? value, bool replace = true) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["q"] = Search.Sent, [key] = value }),
        new NavigationOptions { ReplaceHistoryEntry = replace });

    private protected static string WidthOf(InventoryColumn column) =>
        string.Create(CultureInfo.InvariantCulture, $"width:{column.Width}rem");
}
