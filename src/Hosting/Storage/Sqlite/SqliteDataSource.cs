using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>What a commit survives.</summary>
internal enum SqliteDurability
{
    /// <summary><c>synchronous=FULL</c>: a commit survives a power cut.</summary>
    Full,

    /// <summary><c>synchronous=NORMAL</c>: a commit survives the process; a power cut may lose the last ones, but breaks nothing.</summary>
    Normal,
}

/// <summary>
/// Connections to one data file. Each sets <c>busy_timeout</c>: without it the driver sleeps 150 ms on each conflict, which reduces the
/// throughput of concurrent writers by a factor of 17 to 47 (orleans/facts §1).
/// </summary>
internal sealed class SqliteDataSource : DbDataSource
{
    // The log is copied into the file once it has so many pages: pages that are written again and again are copied once.
    private const int CheckpointPages = 4000;

    private readonly string _pragmas;
    private readonly bool _pooled;
    private readonly SemaphoreSlim? _gate;

    /// <summary>Creates a data source.</summary>
    /// <param name="file">The file.</param>
    /// <param name="durability">What a commit survives.</param>
    /// <param name="busyTimeout">How long SQLite itself waits for a lock, blocking the thread.</param>
    /// <param name="maxConnections">
    /// The maximum number of connections open at once through <see cref="DbDataSource.OpenConnectionAsync"/>; further ones wait without a
    /// thread, so that a locked file cannot block the whole thread pool. Null for no limit.
    /// </param>
    /// <param name="pooled">False if closing a connection must close the file.</param>
    /// <param name="guard">
    /// Rejects connections to another file than the one that the process started with; null during startup, when the file may be created.
    /// </param>
    public SqliteDataSource(
        SqliteFile file, SqliteDurability durability, TimeSpan busyTimeout, int? maxConnections = null, bool pooled = true,
        SqliteFileGuard? guard = null)
    {
        File = file;
        Guard = guard;
        _pooled = pooled;
        _gate = maxConnections is { } count ? new SemaphoreSlim(count, count) : null;
        _pragmas =
            $"PRAGMA busy_timeout={(int)busyTimeout.TotalMilliseconds};PRAGMA "
                + $"synchronous={(durability == SqliteDurability.Full ? "FULL" : "NORMAL")};PRAGMA foreign_keys=ON;PRAGMA "
                + $"wal_autocheckpoint={CheckpointPages}";
    }

    public SqliteFile File { get; }

    /// <summary>Identifies the file that the process started with; null during startup.</summary>
    public SqliteFileGuard? Guard { get; }

    public override string ConnectionString => File.ConnectionString(_pooled, create: Guard is null);

    public SqliteConnection Open()
    {
        var connection = new SqliteFileConnection(ConnectionString, _pragmas, Guard);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override DbConnection CreateDbConnection() => new SqliteFileConnection(ConnectionString, _pragmas, Guard, _gate);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _pooled)
        {
            using var connection = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(connection);
        }

        base.Dispose(disposing);
    }
}
