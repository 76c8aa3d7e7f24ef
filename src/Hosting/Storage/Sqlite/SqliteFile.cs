using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Files;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>The location of the data file: an absolute path, so that a change of the working directory has no effect.</summary>
internal sealed class SqliteFile
{
    // The file, its log and their index, and what is kept beside it.
    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal", ".heads", ".heads.key", ".secrets"];

    private readonly string _connectionString;

    private readonly bool _creates;

    private SqliteFile(string path, string connectionString, bool creates) =>
        (Path, _connectionString, _creates) = (path, connectionString, creates);

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
        return new SqliteFile(builder.DataSource, builder.ConnectionString, builder.Mode == SqliteOpenMode.ReadWriteCreate);
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

    /// <summary>Creates the file and its folder, for the monitor's user alone. SQLite gives its other files the same mode.</summary>
    /// <returns>The commands that take loose files from other users, if the monitor may not; empty if none is needed.</returns>
    /// <exception cref="StoreUnavailableException">The folder cannot be created.</exception>
    public IReadOnlyList<string> Create()
    {
        CreateFolder();
        try
        {
            if (_creates && !File.Exists(Path)) PrivateFiles.Open(Path, FileMode.CreateNew).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process was first, or SQLite will say why the file cannot be created.
        }

        return [.. Suffixes.Select(suffix => PrivateFiles.Tighten(Path + suffix)).OfType<string>()];
    }

    private void CreateFolder()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        try
        {
            PrivateFiles.CreateFolder(folder);
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
