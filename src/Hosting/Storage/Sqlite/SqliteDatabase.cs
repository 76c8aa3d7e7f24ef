using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>A data file with the present schema and its connections. Creating one migrates the file.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    // SQLite allows one writer at a time; more threads would only wait in it.
    private const int OrleansConnections = 4;

    /// <summary>Migrates the file and creates the data sources.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The file cannot be used, or a newer version wrote it.</exception>
    public SqliteDatabase(string connectionString, ILogger? logger = null)
    {
        File = SqliteFile.Parse(connectionString);
        Guard = new SqliteFileGuard(File);
        SqliteSchema.Migrate(File, Guard, logger ?? NullLogger.Instance);
        Records = new SqliteDataSource(File, SqliteDurability.Full, SqliteWriter.BusyTimeout, pooled: false, guard: Guard);
        Reads = new SqliteDataSource(File, SqliteDurability.Full, BusyTimeout, guard: Guard);
        Orleans = new SqliteDataSource(File, SqliteDurability.Normal, BusyTimeout, OrleansConnections, guard: Guard);
    }

    public SqliteFile File { get; }

    /// <summary>Detects whether the file is still the one that the process started with.</summary>
    public SqliteFileGuard Guard { get; }

    /// <summary>For the writer of actions, events, incidents and grains' state.</summary>
    public SqliteDataSource Records { get; }

    public SqliteDataSource Reads { get; }

    /// <summary>For reminders: what a power cut may lose is restored by the next registration.</summary>
    public SqliteDataSource Orleans { get; }

    public void Dispose()
    {
        Records.Dispose();
        Reads.Dispose();
        Orleans.Dispose();
    }
}
