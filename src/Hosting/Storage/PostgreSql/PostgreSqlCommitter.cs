using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.Schema;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>Commits batches and tracks the database's health. Used by one loop; only the health may be read concurrently.</summary>
internal sealed partial class PostgreSqlCommitter(
    NpgsqlDataSource source, DatabaseInstance known, string place, TimeProvider time, StorageMetrics metrics, ILogger logger)
    : IBatchCommitter<PostgreSqlSession>
{
    private DatabaseInstance _known = known;
    private StoreUnavailableException? _lastError;

    /// <summary>The database's problem; null while healthy.</summary>
    public StoreUnavailableException? LastError => Volatile.Read(ref _lastError);

    public bool IsSuspicious => false;

    /// <summary>
    /// Commits a batch and completes each operation; returns null. If the database fails, returns its problem. A connection that breaks
    /// during the commit leaves its outcome unknown, so all operations must be repeatable.
    /// </summary>
    public async Task<StoreUnavailableException?> TryCommitAsync(IReadOnlyList<WriteOperation<PostgreSqlSession>> batch)
    {
        // Rows written to another database than the one that the process started with would not be found later.
        if (LastError is { InnerException: DatabaseLostException } lost) return lost;
        var began = time.GetTimestamp();
        if (await TryAsync(() => CommitAsync(batch)).ConfigureAwait(false) is { } error) return error;
        metrics.RecordCommit(time.GetElapsedTime(began), batch.Count);
        foreach (var operation in batch)
        {
            if (operation.Failure is { } failure) operation.Fail(failure);
            else operation.Complete();
        }

        return null;
    }

    public Task ProbeAsync() => TryAsync(async () =>
    {
        var probe = new WriteOperation<PostgreSqlSession, DatabaseInstance>(
            ProbeAsync, WritePromise.Probe, time.GetTimestamp(), CancellationToken.None);
        await CommitAsync([probe]).ConfigureAwait(false);
        if (probe.Failure is { } failure) throw failure;
        _known = probe.Answer;
    });

    public bool MayRecover(StoreUnavailableException error) => error.InnerException is NpgsqlException exception && exception.MayRecover();

    private async Task<DatabaseInstance> ProbeAsync(PostgreSqlSession session)
    {
        // Read before writing: the lock of all writers is held, so nobody else probes in between.
        var found = await PostgreSqlInstance.ReadAsync(session.Command("SELECT id, probes FROM database_instance")).ConfigureAwait(false);
        if (found.Contradicts(_known, place) is { } message) throw new DatabaseLostException(message);
        await session.ExecuteAsync("UPDATE database_instance SET probes = probes + 1").ConfigureAwait(false);
        return found with { Probes = found.Probes + 1 };
    }

    private async Task<StoreUnavailableException?> TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return RecordFailure("lost", Explain(new DatabaseLostException(
                $"The database {place} was replaced by one without the monitor's tables while the monitor ran.")));
        }
        catch (NpgsqlException exception)
        {
            return RecordFailure(exception.Reason(), exception.Explain(place));
        }
        catch (DatabaseLostException lost)
        {
            return RecordFailure("lost", Explain(lost));
        }
        catch (Exception exception)
        {
            // Whatever the failure, the loop must continue and the callers must be informed.
            return RecordFailure(
                "unexpected", new StoreUnavailableException($"Writing to the database {place} failed: {exception.Message}", exception));
        }

        if (Interlocked.Exchange(ref _lastError, null) is not null) LogRecovered(place);
        return null;
    }

    private static StoreUnavailableException Explain(DatabaseLostException lost) =>
        lost.Explain("every process of it begins with the database that is there, and says what the audit log lacks.");

    private async Task CommitAsync(IReadOnlyList<WriteOperation<PostgreSqlSession>> batch)
    {
        // Savepoints double the statements, so they are only used after an operation has failed.
        if (!await CommitAsync(batch, withSavepoints: false).ConfigureAwait(false))
            await CommitAsync(batch, withSavepoints: true).ConfigureAwait(false);
    }

    private async Task<bool> CommitAsync(IReadOnlyList<WriteOperation<PostgreSqlSession>> batch, bool withSavepoints)
    {
        await using var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        var session = new PostgreSqlSession(connection, transaction);
        await session.BeginAsync().ConfigureAwait(false);
        foreach (var operation in batch)
        {
            operation.Failure = null;
            if (withSavepoints) await RunInSavepointAsync(session, operation).ConfigureAwait(false);
            else if (!await TryRunAsync(session, operation).ConfigureAwait(false)) return false;
        }

        await transaction.CommitAsync().ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> TryRunAsync(PostgreSqlSession session, WriteOperation<PostgreSqlSession> operation)
    {
        try
        {
            await operation.RunAsync(session).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (IsOperationFault(exception))
        {
            return false;
        }
    }

    private static async Task RunInSavepointAsync(PostgreSqlSession session, WriteOperation<PostgreSqlSession> operation)
    {
        await session.SetSavepointAsync().ConfigureAwait(false);
        try
        {
            await operation.RunAsync(session).ConfigureAwait(false);
            await session.ReleaseSavepointAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOperationFault(exception))
        {
            await session.RollBackToSavepointAsync().ConfigureAwait(false);
            operation.Failure = exception;
        }
    }

    private static bool IsOperationFault(Exception exception) => exception is not NpgsqlException npgsql || !npgsql.IsOutage();

    private StoreUnavailableException RecordFailure(string reason, StoreUnavailableException error)
    {
        metrics.RecordFailure(reason);
        if (Interlocked.Exchange(ref _lastError, error) is null) LogFailed(error.Message);
        return error;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Explanation} Writes wait.")]
    private partial void LogFailed(string explanation);

    [LoggerMessage(2, LogLevel.Information, "The database {Place} accepts writes again.")]
    private partial void LogRecovered(string place);
}
