namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>Paging of queries.</summary>
internal static class Page
{
    /// <summary>The requested limit, clamped to 1 and a maximum.</summary>
    public static int Limit(int requested, int maximum) => Math.Clamp(requested, 1, maximum);

    /// <summary>The page's rows and the cursor of the next page, from rows read with a limit one higher.</summary>
    public static (List<T> Rows, long? Next) Cut<T>(List<T> rows, int limit, Func<T, long> cursor)
    {
        if (rows.Count <= limit) return (rows, null);
        rows.RemoveRange(limit, rows.Count - limit);
        return (rows, cursor(rows[^1]));
    }
}
