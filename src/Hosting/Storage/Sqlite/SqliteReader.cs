using System.Data.Common;
using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Reads on connections of their own and away from Orleans' threads, because SQLite's calls block.</summary>
internal sealed class SqliteReader(SqliteDataSource source)
{
    /// <summary>Reads on a thread of the pool.</summary>
    /// <exception cref="StoreUnavailableException">The database did not answer.</exception>
    public Task<T> Read<T>(Func<DbConnection, T> read, CancellationToken cancellation) => Task.Run(
        () =>
        {
            try
            {
                using var connection = source.OpenConnection();
                return read(connection);
            }
            catch (SqliteException problem)
            {
                throw new StoreUnavailableException(SqliteProblems.Describe(problem, source.File), problem);
            }
        },
        cancellation);
}
