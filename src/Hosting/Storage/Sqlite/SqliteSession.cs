using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// The writer's connection: statements are prepared once, and transactions are begun below the driver, whose own way would sleep
/// on a lock for at least a second. Used by one thread.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>The connection.</summary>
    public SqliteConnection Connection => connection;

    /// <summary>
    /// A prepared statement with its parameters set, in the order of <paramref name="values"/>: <c>$0</c>, <c>$1</c> and on.
    /// </summary>
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

    /// <summary>Runs a statement; answers how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>Runs a statement; answers the first column of its first row as a number, or null without a row.</summary>
    public long? Scalar(string sql, params ReadOnlySpan<object?> values) => (long?)Command(sql, values).ExecuteScalar();

    /// <summary>Begins a transaction that may write, or throws at once where another has begun.</summary>
    public void Begin() => Run("BEGIN IMMEDIATE");

    /// <summary>Commits.</summary>
    public void Commit() => Run("COMMIT");

    /// <summary>Rolls back what SQLite has not rolled back by itself, as it does on a full disk.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0) Run("ROLLBACK");
    }

    /// <summary>Begins a part that can be undone alone.</summary>
    public void BeginPart() => Run("SAVEPOINT part");

    /// <summary>Keeps a part.</summary>
    public void KeepPart() => Run("RELEASE part");

    /// <summary>Undoes a part.</summary>
    public void UndoPart() => Run("ROLLBACK TO part; RELEASE part");

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        connection.Dispose();
    }

    private void Run(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);
}
