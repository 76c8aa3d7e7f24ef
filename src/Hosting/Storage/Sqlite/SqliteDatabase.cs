using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>A data file of the right schema and the ways to reach it. Whoever asks for one gets it migrated.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    // SQLite writes one at a time: more threads would only wait inside it.
    private const int OrleansConnections = 4;

    /// <summary>Migrates the file and prepares the connections.</summary>
    /// <exception cref="Domain.Ports.StoreUnavailableException">The file cannot be used, or was written by a newer version.</exception>
    public SqliteDatabase(string connectionString, ILogger? logger = null)
    {
        File = SqliteFile.Parse(connectionString);
        Guard = new SqliteFileGuard(File);
        SqliteSchema.Migrate(File, Guard, logger ?? NullLogger.Instance);
        Records = new SqliteDataSource(File, SqliteDurability.Full, SqliteWriter.BusyTimeout, pooled: false, guard: Guard);
        Reads = new SqliteDataSource(File, SqliteDurability.Full, BusyTimeout, guard: Guard);
        Orleans = new SqliteDataSource(File, SqliteDurability.Normal, BusyTimeout, OrleansConnections, guard: Guard);
    }

    /// <summary>The data file.</summary>
    public SqliteFile File { get; }

    /// <summary>Knows whether it is still the file that the process began with.</summary>
    public SqliteFileGuard Guard { get; }

    /// <summary>For the writer of actions, events and incidents: a commit survives a power cut.</summary>
    public SqliteDataSource Records { get; }

    /// <summary>For readers.</summary>
    public SqliteDataSource Reads { get; }

    /// <summary>
    /// For grain state and reminders: what a power cut may take from them is seen again at the next poll or registered again, and
    /// waiting for the disk costs two thirds of the writes (orleans/facts §1).
    /// </summary>
    public SqliteDataSource Orleans { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        Records.Dispose();
        Reads.Dispose();
        Orleans.Dispose();
    }
}
