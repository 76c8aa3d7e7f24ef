using Microsoft.Data.Sqlite;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>What SQLite's errors mean to a person (primary result codes).</summary>
internal static class SqliteProblems
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    /// <summary>True where trying again later may work; the rest are faults of the write itself or of the file.</summary>
    public static bool MayPass(SqliteException problem) => problem.SqliteErrorCode is Busy or Locked or ReadOnly or InputOutput or Full or CannotOpen;

    /// <summary>What happened and what to do.</summary>
    public static string Describe(SqliteException problem, string file) => problem.SqliteErrorCode switch
    {
        Busy or Locked => $"The database {file} is locked by another program. Close what else has it open.",
        Full => $"The database {file} is full: make room on its disk.",
        ReadOnly => $"The database {file} is read-only. Give this program's user the right to write it and its folder.",
        InputOutput => $"The disk under the database {file} reports an error: {problem.Message}",
        CannotOpen => $"The database {file} cannot be opened. Check that its folder is there and can be written to.",
        _ => $"The database {file} refused a write: {problem.Message}",
    };
}
