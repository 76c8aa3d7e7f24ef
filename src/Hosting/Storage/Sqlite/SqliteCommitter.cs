using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Commits batches on one connection, and knows whether the file works. Used by one loop; only the health may be read by others.</summary>
internal sealed partial class SqliteCommitter(SqliteDataSource source, TimeProvider time, StorageMetrics metrics, ILogger logger)
    : IBatchCommitter<SqliteSession>, IDisposable
{
    // More than a page, so that a full file has to grow.
    private const int ProbeBytes = 16 * 1024;

    private SqliteSession? _session;
    private StoreUnavailableException? _lastError;

    /// <summary>What is wrong with the file; null while nothing is.</summary>
    public StoreUnavailableException? LastError => Volatile.Read(ref _lastError);

    /// <inheritdoc />
    public bool MayGoAway => false;

    /// <summary>
    /// Commits a batch and tells each operation; answers null. Or, where the file does not work, answers what is wrong with it, and
    /// nothing is done.
    /// </summary>
    public async Task<StoreUnavailableException?> TryCommitAsync(IReadOnlyList<WriteOperation<SqliteSession>> batch)
    {
        var began = time.GetTimestamp();
        try
        {
            _session ??= new SqliteSession(source.Open());
            await SqliteBatch.CommitAsync(_session, batch).ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            return Failed(exception.Reason(), exception.Explain(source.File.Path));
        }
        catch (Exception exception)
        {
            // Whatever it is, the loop must live on and the callers must hear of it.
            return Failed("unexpected", new StoreUnavailableException($"Writing to the database '{source.File.Path}' failed: {exception.Message}", exception));
        }

        metrics.Committed(time.GetElapsedTime(began), batch.Count);
        if (Interlocked.Exchange(ref _lastError, null) is not null) LogRecovered(source.File.Path);
        foreach (var operation in batch)
        {
            if (operation.Failure is { } failure) operation.Fail(failure);
            else operation.Complete();
        }

        return null;
    }

    /// <summary>Tries whether the file works again, leaving nothing in it.</summary>
    public Task ProbeAsync() => TryCommitAsync([new WriteOperation<SqliteSession, int>(
        static session =>
        {
            session.Execute("INSERT INTO storage_probe VALUES (zeroblob($0))", ProbeBytes);
            return Task.FromResult(session.Execute("DELETE FROM storage_probe"));
        },
        time.GetTimestamp(),
        CancellationToken.None)]);

    /// <inheritdoc />
    public bool MayPass(StoreUnavailableException error) => error.InnerException is SqliteException exception && exception.IsTransient();

    /// <inheritdoc />
    public void Dispose() => _session?.Dispose();

    private StoreUnavailableException Failed(string reason, StoreUnavailableException error)
    {
        metrics.Failed(reason);
        if (Interlocked.Exchange(ref _lastError, error) is null) LogFailed(error.Message);

        // A lock or a full disk leaves the connection whole; after anything else it may be of no more use.
        if (reason is not ("locked" or "full"))
        {
            _session?.Dispose();
            _session = null;
        }

        return error;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Explanation} What has to be written waits.")]
    private partial void LogFailed(string explanation);

    [LoggerMessage(2, LogLevel.Information, "The database {Path} stores again.")]
    private partial void LogRecovered(string path);
}
