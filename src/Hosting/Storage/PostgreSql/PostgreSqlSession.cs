using Npgsql;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>The writer's connection during one transaction. Not for concurrent statements.</summary>
internal sealed class PostgreSqlSession(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    private const string Savepoint = "part";

    /// <summary>
    /// The heads of the hash chains that this transaction has read or written; no other transaction can move them before it ends.
    /// </summary>
    public Dictionary<string, (long Sequence, string Hash)> Heads { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Takes the lock of all writers of the silo cluster until the commit, so that rows are ordered by their commits. A process that hangs
    /// while holding the lock loses it after 3 s: the database ends an idle transaction.
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

    /// <summary>Creates a statement with parameters in the order of <paramref name="values"/>: <c>$1</c>, <c>$2</c> and so on.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    /// <summary>Runs a statement; returns the number of affected rows.</summary>
    public async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>Runs a statement; returns the first column of the first row as a number, or null without a row.</summary>
    public async Task<long?> ScalarAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) as long?;
    }

    public Task SetSavepointAsync() => transaction.SaveAsync(Savepoint);

    public Task ReleaseSavepointAsync() => transaction.ReleaseAsync(Savepoint);

    /// <summary>Rolls back to the savepoint.</summary>
    public Task RollBackToSavepointAsync()
    {
        Heads.Clear();
        return transaction.RollbackAsync(Savepoint);
    }

    private const long WriterLock = 0x6D6F_6E69_746F_7232;
}
