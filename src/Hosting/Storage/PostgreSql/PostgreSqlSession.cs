using Npgsql;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>The writer's connection during one transaction. One statement at a time.</summary>
internal sealed class PostgreSqlSession(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    private const string Part = "part";

    /// <summary>
    /// The last rows of the hash chains that this transaction has read or written; no other can move them before its end.
    /// </summary>
    public Dictionary<string, (long Sequence, string Hash)> Heads { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Takes the one lock of all writers of the silo cluster until the commit: what they write then stands in the order of their commits. A
    /// process that hangs with the lock in its hand loses it after 3 s, because the database ends a transaction in which nothing happens.
    /// </summary>
    public async Task BeginAsync()
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("SET LOCAL idle_in_transaction_session_timeout = '3s'"),
                new("SET LOCAL lock_timeout = '5s'"),
                new($"SELECT pg_advisory_xact_lock({WriterLock})"),
            },
        };
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>A statement with its parameters set, in the order of <paramref name="values"/>: <c>$1</c>, <c>$2</c> and on.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    /// <summary>Runs a statement; answers how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>Runs a statement; answers the first column of its first row as a number, or null without one.</summary>
    public async Task<long?> ScalarAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) as long?;
    }

    /// <summary>Begins a part that can be undone alone.</summary>
    public Task BeginPartAsync() => transaction.SaveAsync(Part);

    /// <summary>Keeps a part.</summary>
    public Task KeepPartAsync() => transaction.ReleaseAsync(Part);

    /// <summary>Undoes a part.</summary>
    public Task UndoPartAsync()
    {
        Heads.Clear();
        return transaction.RollbackAsync(Part);
    }

    private const long WriterLock = 0x6D6F_6E69_746F_7232;
}
