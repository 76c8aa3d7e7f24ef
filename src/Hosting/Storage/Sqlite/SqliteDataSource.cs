using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// Opens connections to one SQLite file, each with the settings without which concurrent writers starve: a plain connection string
/// manages 40 to 100 writes a second under concurrency, this thousands.
/// </summary>
internal sealed class SqliteDataSource : DbDataSource
{
    private readonly string _settings;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="connectionString">A connection string with a <c>Data Source</c>.</param>
    /// <param name="durability">What a commit survives.</param>
    /// <param name="busyTimeout">How long SQLite itself waits for another writer.</param>
    public SqliteDataSource(string connectionString, SqliteDurability durability, TimeSpan busyTimeout)
    {
        ConnectionString = connectionString;
        File = new SqliteConnectionStringBuilder(connectionString).DataSource;
        _settings = string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA busy_timeout={(int)busyTimeout.TotalMilliseconds};PRAGMA synchronous={durability};PRAGMA foreign_keys=ON;");
    }

    public override string ConnectionString { get; }

    /// <summary>The database file.</summary>
    public string File { get; }

    /// <summary>Makes the file's folder and turns its write-ahead log on, which the file remembers.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened or is no database.</exception>
    public void Prepare()
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(File)) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            using var connection = OpenConnection();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL;";
            command.ExecuteNonQuery();
        }
        catch (Exception problem) when (problem is DbException or IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The database {File} cannot be used: {problem.Message} Check that it is a SQLite file, or that its folder can be written to.", problem);
        }
    }

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = _settings;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) => new(OpenDbConnection());
}

/// <summary>What a commit survives.</summary>
internal enum SqliteDurability
{
    /// <summary>The death of the process; the last commits may be lost when the machine loses power.</summary>
    Normal,

    /// <summary>The loss of power too.</summary>
    Full,
}
