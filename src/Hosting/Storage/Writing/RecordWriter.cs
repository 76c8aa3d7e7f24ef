using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Writing;

/// <summary>
/// The one writer of this process' records. It takes what has queued up and commits it together; a caller's task completes after the commit.
/// While the database is away it tries again, and an operation that has waited for the whole limit fails with
/// <see cref="StoreUnavailableException"/>.
/// </summary>
internal abstract partial class RecordWriter<TSession> : IStorageHealth, IDisposable
{
    private const int QueueCapacity = 4096;
    private const int BatchLimit = 512;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(5);

    private readonly IBatchCommitter<TSession> _committer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly StorageMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Channel<WriteOperation<TSession>> _queue = Channel.CreateBounded<WriteOperation<TSession>>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true });
    private readonly List<WriteOperation<TSession>> _batch = new(BatchLimit);
    private readonly Task _work;

    /// <summary>Starts the loop; the database is asked with the first operation.</summary>
    /// <param name="committer">What commits.</param>
    /// <param name="time">The clock of pauses and limits.</param>
    /// <param name="limit">How long an operation may wait while the database is away, such as 10 s.</param>
    /// <param name="metrics">Where figures go.</param>
    /// <param name="logger">Where troubles go.</param>
    protected RecordWriter(IBatchCommitter<TSession> committer, TimeProvider time, TimeSpan limit, StorageMetrics metrics, ILogger logger)
    {
        (_committer, _time, _limit, _metrics, _logger) = (committer, time, limit, metrics, logger);
        metrics.Watch(this);
        _work = Task.Run(WorkAsync);
    }

    /// <inheritdoc />
    public bool IsHealthy => _committer.LastError is null;

    /// <inheritdoc />
    public string? LastError => _committer.LastError?.Message;

    /// <summary>
    /// Runs <paramref name="work"/> in the writer's transaction and completes once it is committed. The work may run again after a failed commit.
    /// Operations are committed in the order in which they were asked for.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database stayed away, or the writer is closed; nothing was stored, or what was can be stored again.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before it was begun; nothing was stored.</exception>
    public async Task<T> ExecuteAsync<T>(Func<TSession, Task<T>> work, CancellationToken cancellation)
    {
        var operation = new WriteOperation<TSession, T>(work, _time.GetTimestamp(), cancellation);
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

    /// <summary>Commits what is queued and ends the loop.</summary>
    public virtual void Dispose()
    {
        _queue.Writer.TryComplete();
#pragma warning disable VSTHRD002 // The container disposes synchronously, and what is queued must not be dropped.
        _work.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    private async Task WorkAsync()
    {
        while (await TakeAsync().ConfigureAwait(false)) await CommitBatchAsync().ConfigureAwait(false);
    }

    private async Task<bool> TakeAsync()
    {
        var ready = _queue.Reader.WaitToReadAsync().AsTask();

        // While nothing is written, nothing would show that the database goes, or works again.
        while ((_committer.MayGoAway || !IsHealthy) && !await IsDoneAsync(ready).ConfigureAwait(false))
            await (IsHealthy ? _committer.TryCommitAsync([]) : _committer.ProbeAsync()).ConfigureAwait(false);
        if (!await ready.ConfigureAwait(false)) return false;
        Fill();
        return true;
    }

    private async Task<bool> IsDoneAsync(Task task)
    {
        try
        {
            await task.WaitAsync(ProbePeriod, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Fill()
    {
        while (_batch.Count < BatchLimit && _queue.Reader.TryRead(out var operation)) _batch.Add(operation);
    }

    private async Task CommitBatchAsync()
    {
        var pause = FirstPause;
        while (DropCancelled())
        {
            if (await _committer.TryCommitAsync(_batch).ConfigureAwait(false) is not { } error)
            {
                _batch.Clear();
                return;
            }

            GiveUp(error);
            if (_batch.Count == 0) return;
            await Task.Delay(pause, _time).ConfigureAwait(false);

            // Whoever moves the clock must not be kept by what waited for it.
            await Task.Yield();
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
        var mayPass = _committer.MayPass(error);
        var count = _batch.RemoveAll(operation =>
        {
            if (mayPass && _time.GetElapsedTime(operation.QueuedAt) < _limit) return false;

            // Each caller throws its own, or their stack traces would grow into one.
            operation.Fail(new StoreUnavailableException($"{error.Message} Nothing was stored.", error.InnerException));
            return true;
        });
        if (count > 0) LogGivenUp(error.Message, count);
    }

    [LoggerMessage(1, LogLevel.Error, "{Explanation} {Count} writes were given up and are not stored.")]
    private partial void LogGivenUp(string explanation, int count);
}
