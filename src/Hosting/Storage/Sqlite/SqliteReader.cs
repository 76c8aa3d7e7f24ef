using Microsoft.Data.Sqlite;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// Reads concurrently with the writer (WAL), on threads of the pool because Microsoft.Data.Sqlite works synchronously, a few at a time so
/// that slow queries do not occupy the whole pool.
/// </summary>
internal sealed class SqliteReader(SqliteDataSource source) : IDisposable
{
    private const int Parallelism = 4;
    private readonly SemaphoreSlim _places = new(Parallelism, Parallelism);

    /// <summary>Runs a query on a connection of its own.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The file is locked, missing or damaged.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> query, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(query), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private T Read<T>(Func<SqliteConnection, T> query)
    {
        try
        {
            using var connection = source.Open();
            return query(connection);
        }
        catch (SqliteException exception) when (exception.IsTransient() || exception.IsBroken())
        {
            throw exception.Explain(source.File.Path);
        }
    }
}
