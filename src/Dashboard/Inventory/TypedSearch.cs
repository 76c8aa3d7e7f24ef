namespace OrleansMonitor.Dashboard.Inventory;

/// <summary>
/// The text of a search box whose search is part of the page's address. The address follows the typed text with a delay, so an address that
/// comes late must not replace what was typed since.
/// </summary>
internal sealed class TypedSearch
{
    private readonly List<string?> _typed = [];

    /// <summary>The text of the box.</summary>
    public string? Text { get; set; }

    /// <summary>The search; null for none.</summary>
    public string? Sent { get; private set; }

    /// <summary>Takes the search of the address, unless it is one that was typed here.</summary>
    public void Follow(string? address)
    {
        if (_typed.IndexOf(address) is >= 0 and var own) _typed.RemoveRange(0, own + 1);
        else if (_typed.Count == 0) (Text, Sent) = (address, address);
    }

    /// <summary>Searches for the text of the box.</summary>
    /// <param name="address">The search of the present address.</param>
    public void Send(string? address)
    {
        Sent = string.IsNullOrWhiteSpace(Text) ? null : Text;
        if (Sent != address || _typed.Count > 0) _typed.Add(Sent);
    }
}
