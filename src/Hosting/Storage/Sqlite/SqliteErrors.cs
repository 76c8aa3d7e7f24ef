using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Schema;
using static SQLitePCL.raw;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Classifies and explains SQLite's result codes.</summary>
internal static class SqliteErrors
{
    /// <summary>Whether a retry may help: the cause is outside the statement and may pass.</summary>
    public static bool IsTransient(this SqliteException exception) => exception.SqliteErrorCode is
        SQLITE_BUSY or SQLITE_LOCKED or SQLITE_FULL or SQLITE_IOERR or SQLITE_CANTOPEN or SQLITE_READONLY or SQLITE_NOMEM
        or SQLITE_PROTOCOL;

    /// <summary>Whether the file is damaged: not the statement's fault, and a retry cannot help.</summary>
    public static bool IsBroken(this SqliteException exception) => exception.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB;

    /// <summary>The reason for metrics and logs.</summary>
    public static string Reason(this SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL => "locked",
        SQLITE_FULL => "full",
        SQLITE_IOERR => "io",
        SQLITE_CANTOPEN => "cannot_open",
        SQLITE_READONLY => "read_only",
        SQLITE_NOMEM => "memory",
        SQLITE_CORRUPT => "corrupt",
        SQLITE_NOTADB => "not_a_database",
        _ => "statement",
    };

    /// <summary>The finding and its remedy.</summary>
    public static StoreUnavailableException Explain(this DatabaseLostException lost) =>
        lost.Explain("it begins with the file that is there, or a new one, and says what the audit log lacks.");

    /// <summary>The file, its problem and the remedy.</summary>
    public static StoreUnavailableException Explain(this SqliteException exception, string path) => new(
        exception.SqliteErrorCode switch
        {
            SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL =>
                $"The database '{path}' is locked by another program. Stop what holds it: a second monitor, a backup, or an open "
                    + $"sqlite3 shell.",
            SQLITE_FULL =>
                $"The database '{path}' is full: its disk has no room left. Free space on the disk, or shorten Monitor:Retention.",
            SQLITE_CANTOPEN =>
                $"The database '{path}' cannot be opened. Check that it is a file and that the monitor's user may write it and its folder.",
            SQLITE_READONLY =>
                $"The database '{path}' is read-only. Let the monitor's user write the file and its folder, and check how the disk "
                    + $"is mounted.",
            SQLITE_IOERR =>
                $"Reading or writing the database '{path}' failed ({exception.Message}). Check the disk and the kernel's log.",
            SQLITE_NOTADB =>
                $"The file '{path}' is not a SQLite database. Move it away, or name another file in Monitor:Database:ConnectionString.",
            SQLITE_CORRUPT =>
                $"The database '{path}' is damaged. Stop the monitor, keep a copy of the file, and restore a backup or run '.recover' in "
                    + $"the sqlite3 shell.",
            _ => $"The database '{path}' does not work: {exception.Message}",
        },
        exception);
}
