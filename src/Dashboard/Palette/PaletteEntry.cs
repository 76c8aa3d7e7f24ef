namespace OrleansMonitor.Dashboard.Palette;

/// <summary>Something that can be found from anywhere.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Title">Its name.</param>
/// <param name="Detail">Where it is and how it is, in a few words; may be empty.</param>
internal sealed record PaletteEntry(PaletteKind Kind, string Title, string Detail)
{
    /// <summary>What it is also found by, such as its VMID.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Its address; null for an action.</summary>
    public string? Address { get; init; }

    /// <summary>What it does; null for something with an address.</summary>
    public PaletteAction? Action { get; init; }

    /// <summary>How urgent it is, 0 for not at all. Decides between entries that match equally well.</summary>
    public int Urgency { get; init; }
}

/// <summary>A kind of entry. Of entries that match equally well the first kind comes first.</summary>
internal enum PaletteKind
{
    Page,
    Action,
    Cluster,
    Node,
    Incident,
    VM,
    Container,
}

/// <summary>An action that can be found.</summary>
public enum PaletteAction
{
    /// <summary>Opens the dialog of the kill switch.</summary>
    KillSwitch,

    /// <summary>Opens the dialog of the autonomy level.</summary>
    Level,

    /// <summary>Switches between dark and light.</summary>
    Theme,

    /// <summary>Lists the keyboard shortcuts.</summary>
    Help,
}
