using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// The writer's connection. Statements are prepared once; transactions are started below the driver, which would sleep at least a second on
/// a lock. Used by one thread.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private bool? _flushes;

    public SqliteConnection Connection => connection;

    /// <summary>A prepared statement with parameters in the order of <paramref name="values"/>: <c>$0</c>, <c>$1</c> and so on.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            _commands[sql] = command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    /// <summary>Runs a statement; returns the number of affected rows.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>Runs a statement; returns the first column of the first row as a number, or null without a row.</summary>
    public long? Scalar(string sql, params ReadOnlySpan<object?> values) => (long?)Command(sql, values).ExecuteScalar();

    /// <summary>Whether the following commits wait for the disk. Not during a transaction.</summary>
    public void FlushCommits(bool flush)
    {
        if (_flushes == flush) return;
        Run(flush ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        _flushes = flush;
    }

    /// <summary>Begins a write transaction, or throws at once if another one is active.</summary>
    public void Begin() => Run("BEGIN IMMEDIATE");

    public void Commit() => Run("COMMIT");

    /// <summary>Rolls back unless SQLite has already done so, as on a full disk.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0) Run("ROLLBACK");
    }

    public void SetSavepoint() => Run("SAVEPOINT part");

    public void ReleaseSavepoint() => Run("RELEASE part");

    public void RollBackToSavepoint() => Run("ROLLBACK TO part; RELEASE part");

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        connection.Dispose();
    }

    private void Run(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);
}
