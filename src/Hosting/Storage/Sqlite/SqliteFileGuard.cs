using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Schema;
using SQLitePCL;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// Knows the file that this process began with, and finds out whether it is still the one under its name: an open file goes on taking
/// writes after it was deleted or replaced, and all of them are gone with the process. Used by the writer's loop; <see cref="Lost"/> may be
/// read by others.
/// </summary>
internal sealed class SqliteFileGuard(SqliteFile file)
{
    private const int HasMoved = 20;
    private const int MayWrite = 2;

    // Less room than this on the disk is none: the next commit may need it.
    private const long LeastRoom = 256 * 1024;

    // The connections, pooled ones among them, that were opened on the right file.
    private readonly ConditionalWeakTable<sqlite3, SqliteFileGuard> _checked = [];

    private int _looks;
    private DatabaseInstance? _known;
    private DatabaseInstance? _inFile;
    private long _length;
    private string? _suspect;
    private volatile string? _lost;

    private string Gone => $"The file '{file.Path}' of the database was deleted or moved away while the monitor ran.";

    private string Replaced => $"The file '{file.Path}' of the database was replaced by another one while the monitor ran.";

    /// <summary>What became of the file; null while it is the one that the process began with.</summary>
    public string? Lost => _lost;

    /// <summary>
    /// With which of the writer's probes the content is looked at too: with each, unless nobody else can have touched the file.
    /// </summary>
    public int InsideEvery { get; set; } = 1;

    /// <summary>True where something looked wrong that may have been read in the middle of a change: look again soon.</summary>
    public bool Suspicious => _suspect is not null;

    /// <summary>Takes the file for the right one: called once, after the schema was brought up to date.</summary>
    public void Adopt(SqliteConnection connection) => _known = _inFile = Read(connection);

    /// <summary>
    /// Throws where an open connection's file is no longer the one under its name, or that has lost its begin or its end. Costs a few
    /// questions about the file's name and size, so it is asked before each commit and after it, before anybody is answered.
    /// </summary>
    /// <exception cref="DatabaseLostException">It is not.</exception>
    public void Check(SqliteConnection connection)
    {
        if (_lost is null) Quick(connection);
        if (_lost is { } words) throw new DatabaseLostException(words);
    }

    /// <summary>
    /// Throws where a connection that was just opened does not lead to the file that the process began with. What it reads says nothing:
    /// the log of the right file is laid over a wrong one too.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It does not, or the right file is known to be lost.</exception>
    public void CheckOpened(SqliteConnection connection)
    {
        if (_known is not { } known) return;
        if (_lost is null)
        {
            if (_checked.TryGetValue(connection.Handle!, out _)) _lost = Moved(connection);
            else if (IsAnother(known)) _lost = Replaced;
            else _checked.AddOrUpdate(connection.Handle!, this);
        }

        if (_lost is { } words) throw new DatabaseLostException(words).Explain();
    }

    /// <summary>
    /// Why the file cannot be opened, where that is because it is no longer there; null where it has another reason, or was never there.
    /// </summary>
    public string? Missing => _known is null || File.Exists(file.Path) ? null : _lost ?? Gone;

    /// <summary>Looks at everything, the content included, and takes back what was said of the file where it is right again.</summary>
    /// <param name="open">The writer's connection, opened where it is not: what was said of the file does not keep it from that, or nobody
    /// could take it back.</param>
    /// <param name="now">What the writer's last probe came to; null where it could not write.</param>
    /// <exception cref="DatabaseLostException">It is not the file that the process began with.</exception>
    public void Check(Func<SqliteConnection> open, DatabaseInstance? now)
    {
        var before = _lost;
        _lost = null;
        try
        {
            Quick(open());
        }
        catch
        {
            _lost ??= before;
            throw;
        }

        var inside = before is not null || _suspect is not null || _looks++ % InsideEvery == 0;
        if (_lost is null && inside) LookInside(before);
        _lost ??= now?.Contradicts(_known, $"'{file.Path}'");
        if (_lost is null && now is not null && inside) LookAnew(now);
        if (_lost is { } words) throw new DatabaseLostException(words);
        _known = now ?? _known;
    }

    /// <summary>
    /// Throws where the disk has no room left or the file may no longer be written: SQLite overwrites what it holds already, and writes to
    /// what it has open, for a while, and would say so late.
    /// </summary>
    public void CheckWritable()
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        if (!OperatingSystem.IsWindows() && File.Exists(file.Path) && (access(file.Path, MayWrite) != 0 || access(folder, MayWrite) != 0))
            throw new SqliteException("attempt to write a readonly database", raw.SQLITE_READONLY);
        if (new DriveInfo(folder).AvailableFreeSpace < LeastRoom) throw new SqliteException("database or disk is full", raw.SQLITE_FULL);
    }

    /// <summary>Which database a connection leads to.</summary>
    public static DatabaseInstance Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, probes FROM database_instance";
        using var row = command.ExecuteReader();
        return row.Read() ? new(row.GetString(0), row.GetInt64(1))
            : throw new SqliteException("The table database_instance is empty.", raw.SQLITE_CORRUPT);
    }

    private void Quick(SqliteConnection connection)
    {
        _lost = Moved(connection);
        if (_lost is not null) return;
        var length = new FileInfo(file.Path) is { Exists: true } there ? there.Length : 0;
        _lost = length < _length ? Cut(length) : null;
        if (_lost is null) _length = length;

        if (_lost is null && !HasLog(connection))
            _lost = $"The file '{file.Path}-wal', which belongs to the database, was deleted while the monitor ran.";
    }

    // It is made with the first read of the first connection, and stays as long as any is open.
    private bool HasLog(SqliteConnection connection)
    {
        if (File.Exists(file.Path + "-wal")) return true;
        Read(connection);
        return File.Exists(file.Path + "-wal");
    }

    // The operating system's word, by way of SQLite: is the open file the one under the name?
    private string? Moved(SqliteConnection connection) =>
        sqlite3_file_control(connection.Handle!, null, HasMoved, out var moved) != raw.SQLITE_OK || moved == 0 ? null
        : File.Exists(file.Path) ? Replaced
        : Gone;

    private bool IsAnother(DatabaseInstance known)
    {
        try
        {
            return ReadInside().Id != known.Id;
        }
        catch (SqliteException exception)
        {
            // It has no such table. What else is wrong with it shows in its use, or to the writer.
            return exception.SqliteErrorCode == raw.SQLITE_ERROR;
        }
    }

    private DatabaseInstance ReadInside()
    {
        using var connection = new SqliteConnection(file.Immutable);
        connection.Open();
        return Read(connection);
    }

    // By way of SQLite, never by opening the file: closing it again would take SQLite's locks on it away (POSIX). It refuses a file that is
    // shorter than its header says.
    private string? Cut(long length)
    {
        if (length == 0) return $"The file '{file.Path}' of the database was emptied while the monitor ran.";
        try
        {
            ReadInside();
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

    // Past the log and every cache: what a program that starts now would find in the file itself.
    private void LookInside(string? before)
    {
        try
        {
            var found = ReadInside();
            _lost = found.Contradicts(_inFile, $"'{file.Path}'");
            if (_lost is null) _inFile = found;
            _suspect = null;
        }
        catch (SqliteException exception) when (exception.IsBroken() || exception.SqliteErrorCode is raw.SQLITE_ERROR or raw.SQLITE_IOERR)
        {
            // A reader past the log may come in the middle of a checkpoint; twice in a row it does not.
            var words =
                $"The file '{file.Path}' of the database was overwritten or damaged while the monitor ran "
                    + $"({exception.Message.TrimEnd('.')}).";
            if (_suspect is not null || before is not null) _lost = words;
            _suspect = words;
        }
    }

    // What a program that starts now would find with the log.
    private void LookAnew(DatabaseInstance now)
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
