using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>The location of the data file: an absolute path, so that a change of the working directory has no effect.</summary>
internal sealed class SqliteFile
{
    private readonly string _connectionString;

    private SqliteFile(string path, string connectionString) => (Path, _connectionString) = (path, connectionString);

    public string Path { get; }

    /// <summary>Reads a connection string such as <c>Data Source=data/monitor.db</c>.</summary>
    /// <exception cref="ArgumentException">The text is no connection string or names no file.</exception>
    public static SqliteFile Parse(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (builder.DataSource.Length == 0 || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new ArgumentException(
                "The SQLite connection string must name a file, as in 'Data Source=data/monitor.db'.", nameof(connectionString));

        builder.DataSource = System.IO.Path.GetFullPath(builder.DataSource);
        return new SqliteFile(builder.DataSource, builder.ConnectionString);
    }

    /// <summary>The connection string to read the file itself, without its log and locks, as if nobody wrote to it.</summary>
    public string Immutable => new SqliteConnectionStringBuilder
    {
        DataSource = $"file:{string.Join('/', Path.Split('/', '\\').Select(Uri.EscapeDataString))}?immutable=1",
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false,
    }.ConnectionString;

    /// <summary>The connection string of a pooled or an unpooled connection.</summary>
    /// <param name="pooled">False if closing a connection must close the file.</param>
    /// <param name="create">True to create a missing file; only at startup.</param>
    public string ConnectionString(bool pooled, bool create = false)
    {
        var builder = new SqliteConnectionStringBuilder(_connectionString) { Pooling = pooled };
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate && !create) builder.Mode = SqliteOpenMode.ReadWrite;
        return builder.ConnectionString;
    }

    /// <summary>Creates the file's folder.</summary>
    /// <exception cref="StoreUnavailableException">The folder cannot be created.</exception>
    public void CreateFolder()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The folder '{folder}' of the database cannot be created: {exception.Message} " +
                "Create it for the monitor's user, or name another file in Monitor:Database:ConnectionString.",
                exception);
        }
    }
}
