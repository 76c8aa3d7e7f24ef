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
internal sealed partial class SqliteWriter : IStorageHealth, IDisposable
{
    private const int QueueCapacity = 4096;
    private const int BatchLimit = 512;

    /// <summary>How long SQLite itself waits for a lock in each try.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(5);

    private readonly SqliteCommitter _committer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly StorageMetrics _metrics;
    private readonly ILogger<SqliteWriter> _logger;
    private readonly Channel<WriteOperation> _queue = Channel.CreateBounded<WriteOperation>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true });
    private readonly List<WriteOperation> _batch = new(BatchLimit);
    private readonly Thread _thread;

    /// <summary>Starts the thread; the file is opened with the first operation.</summary>
    /// <param name="source">Unpooled connections with <c>synchronous=FULL</c>.</param>
    /// <param name="time">The clock of pauses and limits.</param>
    /// <param name="limit">How long an operation may wait while the file is locked or full, such as 10 s.</param>
    /// <param name="metrics">Where figures go.</param>
    /// <param name="logger">Where troubles go.</param>
    public SqliteWriter(SqliteDataSource source, TimeProvider time, TimeSpan limit, StorageMetrics metrics, ILogger<SqliteWriter> logger)
    {
        (_time, _limit, _metrics, _logger) = (time, limit, metrics, logger);
        _committer = new SqliteCommitter(source, time, metrics, logger);
        _thread = new Thread(Work) { Name = "SQLite writer", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc />
    public bool IsHealthy => _committer.LastError is null;

    /// <inheritdoc />
    public string? LastError => _committer.LastError?.Message;

    /// <summary>
    /// Runs <paramref name="work"/> on the writer's thread and completes once it is committed. The work only runs statements: it may
    /// run again after a failed commit. Operations are committed in the order in which they were asked for.
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
        _committer.Dispose();
    }

    private bool Take()
    {
        var ready = _queue.Reader.WaitToReadAsync().AsTask();

        // While nothing is written, nothing would show that the file works again.
        while (!IsHealthy && !IsDone(ready, ProbePeriod)) _committer.Probe();
        if (!Wait(ready)) return false;
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
            if (_committer.TryCommit(_batch) is not { } error)
            {
                _batch.Clear();
                return;
            }

            GiveUp(error);
            if (_batch.Count == 0) return;
            Wait(Task.Delay(pause, _time));
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            Fill();
        }
    }

    private bool DropCancelled()
    {
        _batch.RemoveAll(static operation => operation.CancelledBeforeBegin());
        return _batch.Count > 0;
    }

    /// <summary>Fails the operations that have waited long enough, or all where waiting is of no use.</summary>
    private void GiveUp(StoreUnavailableException error)
    {
        var mayPass = error.InnerException is SqliteException exception && exception.IsTransient();
        var count = _batch.RemoveAll(operation =>
        {
            if (mayPass && _time.GetElapsedTime(operation.QueuedAt) < _limit) return false;

            // Each caller throws its own, or their stack traces would grow into one.
            operation.Fail(new StoreUnavailableException($"{error.Message} Nothing was stored.", error.InnerException));
            return true;
        });
        if (count > 0) LogGivenUp(error.Message, count);
    }

    private bool IsDone(Task task, TimeSpan patience)
    {
        try
        {
            Wait(task.WaitAsync(patience, _time));
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // This thread is the writer's own: to block it is its purpose.
#pragma warning disable VSTHRD002
    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    [LoggerMessage(1, LogLevel.Error, "{Explanation} {Count} writes were given up and are not stored.")]
    private partial void LogGivenUp(string explanation, int count);
}
