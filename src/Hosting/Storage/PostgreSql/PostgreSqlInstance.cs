using Npgsql;
using OrleansMonitor.Hosting.Storage.Schema;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>Reads a database's identity.</summary>
internal static class PostgreSqlInstance
{
    /// <summary>Runs a statement that returns id and probes.</summary>
    public static async Task<DatabaseInstance> ReadAsync(NpgsqlCommand command)
    {
        await using (command)
        {
            await using var row = await command.ExecuteReaderAsync().ConfigureAwait(false);
            return await row.ReadAsync().ConfigureAwait(false)
                ? new(row.GetString(0), row.GetInt64(1))
                : throw new DatabaseLostException("The table database_instance is empty.");
        }
    }
}
