using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Hosting.Storage.Schema;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// Commits batches on one connection and tracks the file's health. Used by one loop; only the health may be read concurrently.
/// </summary>
internal sealed partial class SqliteCommitter(SqliteDataSource source, TimeProvider time, StorageMetrics metrics, ILogger logger)
    : IBatchCommitter<SqliteSession>, IDisposable
{
    // More than a page, so that a full file has to grow.
    private const int ProbeBytes = 16 * 1024;

    private const string Lost = "lost";

    private SqliteSession? _session;
    private StoreUnavailableException? _lastError;

    /// <summary>The file's problem; null while healthy.</summary>
    public StoreUnavailableException? LastError => Volatile.Read(ref _lastError);

    public bool IsSuspicious => source.Guard?.Suspicious == true;

    private SqliteSession Session => _session ??= new SqliteSession(source.Open());

    /// <summary>
    /// Commits a batch and completes each operation; returns null. If the file fails or is no longer the one under its name, returns its
    /// problem, and no operation counts as done.
    /// </summary>
    public async Task<StoreUnavailableException?> TryCommitAsync(IReadOnlyList<WriteOperation<SqliteSession>> batch)
    {
        var began = time.GetTimestamp();
        if (await TryAsync(() => CommitAsync(batch)).ConfigureAwait(false) is { } error) return error;
        metrics.RecordCommit(time.GetElapsedTime(began), batch.Count, SqliteBatch.IsFlushed(batch));
        foreach (var operation in batch)
        {
            if (operation.Failure is { } failure) operation.Fail(failure);
            else operation.Complete();
        }

        return null;
    }

    public Task ProbeAsync() => TryAsync(async () =>
    {
        // A lost file is not written to.
        if (source.Guard?.Lost is not null) source.Guard.Check(() => Session.Connection, now: null);
        source.Guard?.CheckWritable();
        var probe = new WriteOperation<SqliteSession, DatabaseInstance>(
            session => Task.FromResult(Probe(session, thoroughly: LastError is not null)), WritePromise.Probe, time.GetTimestamp(),
            CancellationToken.None);
        await CommitAsync([probe]).ConfigureAwait(false);
        if (probe.Failure is { } failure) throw failure;
        source.Guard?.Check(() => Session.Connection, probe.Answer);
    });

    public bool MayRecover(StoreUnavailableException error) => error.InnerException is SqliteException exception && exception.IsTransient();

    public void Dispose() => _session?.Dispose();

    private async Task CommitAsync(IReadOnlyList<WriteOperation<SqliteSession>> batch)
    {
        source.Guard?.Check(Session.Connection);
        await SqliteBatch.CommitAsync(Session, batch).ConfigureAwait(false);
        source.Guard?.Check(Session.Connection);
    }

    private static DatabaseInstance Probe(SqliteSession session, bool thoroughly)
    {
        if (thoroughly)
        {
            session.Execute("INSERT INTO storage_probe VALUES (zeroblob($0))", ProbeBytes);
            session.Execute("DELETE FROM storage_probe");
        }

        session.Execute("UPDATE database_instance SET probes = probes + 1");
        return SqliteFileGuard.Read(session.Connection);
    }

    private async Task<StoreUnavailableException?> TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            return RecordFailure(exception.Reason(), exception.Explain(source.File.Path));
        }
        catch (DatabaseLostException lost)
        {
            return RecordFailure(Lost, lost.Explain());
        }
        catch (StoreUnavailableException explained)
        {
            return RecordFailure(Lost, explained);
        }
        catch (Exception exception)
        {
            // Whatever the failure, the loop must continue and the callers must be informed.
            return RecordFailure(
                "unexpected",
                new StoreUnavailableException($"Writing to the database '{source.File.Path}' failed: {exception.Message}", exception));
        }

        if (Interlocked.Exchange(ref _lastError, null) is not null) LogRecovered(source.File.Path);
        return null;
    }

    private StoreUnavailableException RecordFailure(string reason, StoreUnavailableException error)
    {
        metrics.RecordFailure(reason);
        if (Interlocked.Exchange(ref _lastError, error) is null) LogFailed(error.Message);

        // A lock or a full disk leaves the connection intact, and the connection to a lost file detects its return; after any other failure
        // it may be unusable.
        if (reason is not ("locked" or "full" or Lost))
        {
            _session?.Dispose();
            _session = null;
        }

        return error;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Explanation} Writes wait.")]
    private partial void LogFailed(string explanation);

    [LoggerMessage(2, LogLevel.Information, "The database {Path} accepts writes again.")]
    private partial void LogRecovered(string path);
}
