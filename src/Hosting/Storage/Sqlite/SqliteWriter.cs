using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// The one writer of the monitor's records. SQLite lets one write at a time and pays a disk flush for each commit, so one thread
/// takes what has queued up and commits it together; a caller's task completes after the commit. While the file is locked or full
/// it tries again, and an operation that has waited for the whole limit fails with <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed partial class SqliteWriter : IDisposable
{
    private const int QueueCapacity = 4096;
    private const int BatchLimit = 512;

    /// <summary>How long SQLite itself waits for a lock in each try.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly SqliteDataSource _source;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly StorageMetrics _metrics;
    private readonly ILogger<SqliteWriter> _logger;
    private readonly Channel<WriteOperation> _queue = Channel.CreateBounded<WriteOperation>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true });
    private readonly Thread _thread;
    private readonly List<WriteOperation> _batch = new(BatchLimit);
    private SqliteSession? _session;
    private StoreUnavailableException? _lastError;

    /// <summary>Starts the thread; the file is opened with the first operation.</summary>
    /// <param name="source">Unpooled connections with <c>synchronous=FULL</c> and <see cref="BusyTimeout"/>.</param>
    /// <param name="time">The clock of pauses and limits.</param>
    /// <param name="limit">How long an operation may wait while the file is locked or full, such as 10 s.</param>
    /// <param name="metrics">Where figures go.</param>
    /// <param name="logger">Where troubles go.</param>
    public SqliteWriter(SqliteDataSource source, TimeProvider time, TimeSpan limit, StorageMetrics metrics, ILogger<SqliteWriter> logger)
    {
        (_source, _time, _limit, _metrics, _logger) = (source, time, limit, metrics, logger);
        _thread = new Thread(Work) { Name = "SQLite writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>False from a try that failed for want of the file until one that succeeds.</summary>
    public bool IsHealthy => LastError is null;

    /// <summary>What is wrong with the file, in words for a person; null while nothing is.</summary>
    public string? LastError => Volatile.Read(ref _lastError)?.Message;

    /// <summary>
    /// Runs <paramref name="work"/> on the writer's thread and completes once it is committed. The work only runs statements: it may
    /// run again after a failed commit. Operations of one caller that waits for each are committed in order.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The file stayed locked or full, or the writer is closed; nothing was stored.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before it was begun; nothing was stored.</exception>
    public async Task<T> ExecuteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        var operation = new WriteOperation<T>(work, _time.GetTimestamp(), cancellation);
        _metrics.Queued(1);
        try
        {
            await _queue.Writer.WriteAsync(operation, cancellation).ConfigureAwait(false);
            return await operation.Done.ConfigureAwait(false);
        }
        catch (ChannelClosedException exception)
        {
            throw new StoreUnavailableException("The monitor is stopping; nothing more is stored.", exception);
        }
        finally
        {
            _metrics.Queued(-1);
        }
    }

    /// <summary>Commits what is queued and ends the thread.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
    }

    private void Work()
    {
        while (Take()) CommitBatch();
        _session?.Dispose();
    }

    private bool Take()
    {
        // A thread of its own may block; nobody else runs on it.
#pragma warning disable VSTHRD002
        if (!_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult()) return false;
#pragma warning restore VSTHRD002
        Fill();
        return true;
    }

    private void Fill()
    {
        while (_batch.Count < BatchLimit && _queue.Reader.TryRead(out var operation)) _batch.Add(operation);
    }

    private void CommitBatch()
    {
        var pause = FirstPause;
        while (DropCancelled())
        {
            if (TryCommit() is not { } error) return;
            if (error.InnerException is SqliteException sqlite && sqlite.IsTransient()) GiveUpOnLate(error);
            else GiveUp(error, _batch);
            if (_batch.Count == 0) return;

            Pause(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            Fill();
        }
    }

    /// <summary>Null where all is done; else what is wrong with the file, and all are still to do.</summary>
    private StoreUnavailableException? TryCommit()
    {
        var began = _time.GetTimestamp();
        try
        {
            _session ??= new SqliteSession(_source.Open());
            SqliteBatch.Commit(_session, _batch);
        }
        catch (SqliteException exception)
        {
            return Failed(exception);
        }
#pragma warning disable CA1031 // Whatever it is, the thread must live on and the callers must hear of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failed("unexpected", new StoreUnavailableException($"Writing to the database '{_source.File.Path}' failed: {exception.Message}", exception));
        }

        _metrics.Committed(_time.GetElapsedTime(began), _batch.Count);
        if (Interlocked.Exchange(ref _lastError, null) is not null) LogRecovered(_source.File.Path);
        foreach (var operation in _batch)
        {
            if (operation.Failure is { } failure) operation.Fail(failure);
            else operation.Complete();
        }

        _batch.Clear();
        return null;
    }

    private StoreUnavailableException Failed(SqliteException exception) => Failed(exception.Reason(), exception.Explain(_source.File.Path));

    private StoreUnavailableException Failed(string reason, StoreUnavailableException error)
    {
        _metrics.Failed(reason);
        if (Interlocked.Exchange(ref _lastError, error) is null) LogRetrying(error.Message, _limit, _batch.Count);

        // A lock or a full disk leaves the connection whole; after anything else it may be of no more use.
        if (reason is not ("locked" or "full"))
        {
            _session?.Dispose();
            _session = null;
        }

        return error;
    }

    private bool DropCancelled()
    {
        _batch.RemoveAll(static operation => operation.CancelledBeforeBegin());
        return _batch.Count > 0;
    }

    private void GiveUpOnLate(StoreUnavailableException error) =>
        GiveUp(error, _batch.FindAll(operation => _time.GetElapsedTime(operation.QueuedAt) >= _limit));

    private void GiveUp(StoreUnavailableException error, List<WriteOperation> late)
    {
        if (late.Count == 0) return;
        LogGivenUp(error, error.Message, late.Count);

        // Each caller throws its own, or their stack traces would grow into one.
        foreach (var operation in late) operation.Fail(new StoreUnavailableException($"{error.Message} Nothing was stored.", error.InnerException));
        if (late.Count == _batch.Count) _batch.Clear();
        else _batch.RemoveAll(late.Contains);
    }

    private void Pause(TimeSpan pause)
    {
        using var over = new ManualResetEventSlim();
        using var timer = _time.CreateTimer(static state => ((ManualResetEventSlim)state!).Set(), over, pause, Timeout.InfiniteTimeSpan);
        over.Wait();
    }
}
