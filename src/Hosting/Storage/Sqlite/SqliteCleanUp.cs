using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Deletes old rows in pages, so that a clean-up of millions does not block current writes.</summary>
internal static class SqliteCleanUp
{
    private const int PageSize = 2000;

    /// <summary>Deletes a table's rows that match a condition on <c>$0</c>; returns their number.</summary>
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
