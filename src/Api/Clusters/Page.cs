namespace OrleansMonitor.Api.Clusters;

/// <summary>A page of a list.</summary>
/// <param name="Items">Its rows.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null after the last.</param>
/// <param name="Limit">How many rows a page has at the most; null where the list is never cut.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, int? Limit = null)
{
    /// <summary>The most rows of any page.</summary>
    public const int MaxLimit = 500;
}

/// <summary>Reads <c>limit</c> and <c>cursor</c>.</summary>
internal static class Paging
{
    public static int Limit(int? asked, int otherwise) => Math.Clamp(asked ?? otherwise, 1, Page<int>.MaxLimit);

    /// <summary>True where the cursor is none or one that a page gave.</summary>
    public static bool TryCursor(string? cursor, out long? position)
    {
        position = null;
        if (cursor is null) return true;
        if (!long.TryParse(cursor, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var read)) return false;
        position = read;
        return true;
    }
}
