namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>Pages of lists.</summary>
internal static class Page
{
    /// <summary>The limit kept within 1 and a maximum.</summary>
    public static int Limit(int asked, int most) => Math.Clamp(asked, 1, most);

    /// <summary>The rows to show and the cursor of the next page, from rows of which one more than the limit was asked for.</summary>
    public static (List<T> Rows, long? Next) Cut<T>(List<T> rows, int limit, Func<T, long> cursor)
    {
        if (rows.Count <= limit) return (rows, null);
        rows.RemoveRange(limit, rows.Count - limit);
        return (rows, cursor(rows[^1]));
    }
}
