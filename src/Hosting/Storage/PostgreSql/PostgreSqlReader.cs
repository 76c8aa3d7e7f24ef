using Npgsql;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>Reads concurrently with the writer. A connection closed by the database is replaced once without an error.</summary>
internal sealed class PostgreSqlReader(PostgreSqlDatabase database)
{
    private const int Attempts = 2;

    /// <summary>Runs a query on a connection of its own.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The database is unavailable.</exception>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> query, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.Records.OpenConnectionAsync(cancellation).ConfigureAwait(false);
                return await query(connection).ConfigureAwait(false);
            }
            catch (NpgsqlException exception) when (exception.IsOutage())
            {
                if (attempt == Attempts || !exception.MayRecover()) throw exception.Explain(database.Place);
            }
        }
    }
}
