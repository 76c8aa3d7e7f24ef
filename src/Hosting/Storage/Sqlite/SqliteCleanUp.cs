using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Deletes old rows a few at a time, so that a clean-up of millions does not hold up what is happening now.</summary>
internal static class SqliteCleanUp
{
    private const int PageSize = 2000;

    /// <summary>Deletes the rows of a table that a condition on <c>$0</c> selects; answers how many.</summary>
    public static async Task<int> DeleteAsync(
        this SqliteWriter writer, string table, string key, string condition, DateTimeOffset before, CancellationToken cancellation)
    {
        var sql = $"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {condition} LIMIT {PageSize})";
        var limit = ColumnText.Microseconds(before);
        var total = 0;
        int deleted;
        do
        {
            deleted = await writer.ExecuteAsync(session => session.Execute(sql, limit), cancellation).ConfigureAwait(false);
            total += deleted;
        }
        while (deleted == PageSize);
        return total;
    }
}
