using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Schema;
using SQLitePCL;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// Detects whether the data file is still the one that this process started with. An open file accepts writes even after it was deleted or
/// replaced, and they are lost with the process. Used by the writer's loop; <see cref="Lost"/> may be read concurrently.
/// </summary>
internal sealed class SqliteFileGuard(SqliteFile file)
{
    private const int HasMoved = 20;
    private const int MayWrite = 2;

    // Less free disk space than this counts as full: the next commit may need it.
    private const long MinFreeSpace = 256 * 1024;

    // The connections, including pooled ones, that were opened on the right file.
    private readonly ConditionalWeakTable<sqlite3, SqliteFileGuard> _checked = [];

    private int _probes;
    private DatabaseInstance? _known;
    private DatabaseInstance? _knownInFile;
    private long _length;
    private string? _suspicion;
    private volatile string? _lost;

    private string GoneMessage => $"The file '{file.Path}' of the database was deleted or moved away while the monitor ran.";

    private string ReplacedMessage => $"The file '{file.Path}' of the database was replaced by another one while the monitor ran.";

    /// <summary>What happened to the file; null while it is the one that the process started with.</summary>
    public string? Lost => _lost;

    /// <summary>How many of the writer's probes per check of the content: 1, unless nobody else can have touched the file.</summary>
    public int ContentCheckInterval { get; set; } = 1;

    /// <summary>True if a possible problem was found that may be a read during a change: check again soon.</summary>
    public bool Suspicious => _suspicion is not null;

    /// <summary>Accepts the file as the right one. Called once, after the schema upgrade.</summary>
    public void Adopt(SqliteConnection connection) => _known = _knownInFile = Read(connection);

    /// <summary>
    /// Throws if an open connection's file is no longer the one under its name, or lost its start or its end. Costs a few queries of the
    /// file's name and size; called before and after each commit, before any caller is answered.
    /// </summary>
    /// <exception cref="DatabaseLostException">The file is not the right one.</exception>
    public void Check(SqliteConnection connection)
    {
        if (_lost is null) CheckQuickly(connection);
        if (_lost is { } message) throw new DatabaseLostException(message);
    }

    /// <summary>
    /// Throws if a newly opened connection does not lead to the file that the process started with. The content read through it proves
    /// nothing: SQLite applies the right file's log to a wrong file, too.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It does not, or the right file is lost.</exception>
    public void CheckOpened(SqliteConnection connection)
    {
        if (_known is not { } known) return;
        if (_lost is null)
        {
            if (_checked.TryGetValue(connection.Handle!, out _)) _lost = FindMove(connection);
            else if (IsOtherDatabase(known)) _lost = ReplacedMessage;
            else _checked.AddOrUpdate(connection.Handle!, this);
        }

        if (_lost is { } message) throw new DatabaseLostException(message).Explain();
    }

    /// <summary>Why the file cannot be opened if it no longer exists; null for any other reason or if it never existed.</summary>
    public string? Missing => _known is null || File.Exists(file.Path) ? null : _lost ?? GoneMessage;

    /// <summary>Checks everything including the content, and resets <see cref="Lost"/> if the file is right again.</summary>
    /// <param name="open">
    /// Returns the writer's connection, opening it if necessary, even while the file is marked as lost; otherwise the mark could not be
    /// reset.
    /// </param>
    /// <param name="now">The result of the writer's last probe; null if it could not write.</param>
    /// <exception cref="DatabaseLostException">The file is not the one that the process started with.</exception>
    public void Check(Func<SqliteConnection> open, DatabaseInstance? now)
    {
        var before = _lost;
        _lost = null;
        try
        {
            CheckQuickly(open());
        }
        catch
        {
            _lost ??= before;
            throw;
        }

        var withContent = before is not null || _suspicion is not null || _probes++ % ContentCheckInterval == 0;
        if (_lost is null && withContent) CheckContent(before);
        _lost ??= now?.Contradicts(_known, $"'{file.Path}'");
        if (_lost is null && now is not null && withContent) CheckLog(now);
        if (_lost is { } message) throw new DatabaseLostException(message);
        _known = now ?? _known;
    }

    /// <summary>
    /// Throws if the disk is full or the file is not writable. SQLite would notice late: it reuses free pages and keeps writing to open
    /// files for a while.
    /// </summary>
    public void CheckWritable()
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        if (!OperatingSystem.IsWindows() && File.Exists(file.Path) && (access(file.Path, MayWrite) != 0 || access(folder, MayWrite) != 0))
            throw new SqliteException("attempt to write a readonly database", raw.SQLITE_READONLY);
        if (new DriveInfo(folder).AvailableFreeSpace < MinFreeSpace) throw new SqliteException("database or disk is full", raw.SQLITE_FULL);
    }

    /// <summary>The identity of the database behind a connection.</summary>
    public static DatabaseInstance Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, probes FROM database_instance";
        using var row = command.ExecuteReader();
        return row.Read()
            ? new(row.GetString(0), row.GetInt64(1))
            : throw new SqliteException("The table database_instance is empty.", raw.SQLITE_CORRUPT);
    }

    private void CheckQuickly(SqliteConnection connection)
    {
        _lost = FindMove(connection);
        if (_lost is not null) return;
        var length = new FileInfo(file.Path) is { Exists: true } there ? there.Length : 0;
        _lost = length < _length ? FindTruncation(length) : null;
        if (_lost is null) _length = length;

        if (_lost is null && !HasLog(connection))
            _lost = $"The file '{file.Path}-wal', which belongs to the database, was deleted while the monitor ran.";
    }

    // The log is created by the first read of the first connection and exists while any is open.
    private bool HasLog(SqliteConnection connection)
    {
        if (File.Exists(file.Path + "-wal")) return true;
        Read(connection);
        return File.Exists(file.Path + "-wal");
    }

    // Asks the operating system through SQLite whether the open file is the one under the name.
    private string? FindMove(SqliteConnection connection)
    {
        if (sqlite3_file_control(connection.Handle!, null, HasMoved, out var moved) != raw.SQLITE_OK || moved == 0) return null;
        return File.Exists(file.Path) ? ReplacedMessage : GoneMessage;
    }

    private bool IsOtherDatabase(DatabaseInstance known)
    {
        try
        {
            return ReadFile().Id != known.Id;
        }
        catch (SqliteException exception)
        {
            // The file has no such table. Other problems show in its use or to the writer.
            return exception.SqliteErrorCode == raw.SQLITE_ERROR;
        }
    }

    private DatabaseInstance ReadFile()
    {
        using var connection = new SqliteConnection(file.Immutable);
        connection.Open();
        return Read(connection);
    }

    // Reads through SQLite, never by opening the file: closing it would drop SQLite's locks on it (POSIX). SQLite rejects a file that is
    // shorter than its header says.
    private string? FindTruncation(long length)
    {
        if (length == 0) return $"The file '{file.Path}' of the database was emptied while the monitor ran.";
        try
        {
            ReadFile();
            return null;
        }
        catch (SqliteException exception)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The file '{file.Path}' of the database was cut off at {length} bytes while the monitor ran "
                    + $"({exception.Message.TrimEnd('.')}).");
        }
    }

    // Reads the file itself, bypassing the log and all caches: what a program that starts now would find in it.
    private void CheckContent(string? before)
    {
        try
        {
            var found = ReadFile();
            _lost = found.Contradicts(_knownInFile, $"'{file.Path}'");
            if (_lost is null) _knownInFile = found;
            _suspicion = null;
        }
        catch (SqliteException exception) when (exception.IsBroken() || exception.SqliteErrorCode is raw.SQLITE_ERROR or raw.SQLITE_IOERR)
        {
            // A read that bypasses the log may hit a checkpoint, but not twice in a row.
            var message =
                $"The file '{file.Path}' of the database was overwritten or damaged while the monitor ran "
                + $"({exception.Message.TrimEnd('.')}).";
            if (_suspicion is not null || before is not null) _lost = message;
            _suspicion = message;
        }
    }

    // Reads what a program that starts now would find including the log.
    private void CheckLog(DatabaseInstance now)
    {
        using var connection = new SqliteConnection(file.ConnectionString(pooled: false));
        connection.Open();
        if (Read(connection) != now) _lost = $"The log '{file.Path}-wal' of the database was replaced while the monitor ran.";
    }

    [DllImport("libc", ExactSpelling = true, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("e_sqlite3", ExactSpelling = true, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_file_control(
        sqlite3 database, [MarshalAs(UnmanagedType.LPUTF8Str)] string? name, int operation, out int answer);
}
