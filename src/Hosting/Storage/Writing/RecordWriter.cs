using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Hosting.Storage.Writing;

/// <summary>
/// The only writer of this process' records. It commits queued operations together; a caller's task completes after the commit. While the
/// database is unavailable it retries; an operation that has waited for the whole limit fails with <see cref="StoreUnavailableException"/>.
/// </summary>
internal abstract partial class RecordWriter<TSession> : IStorageHealth, IDisposable, IAsyncDisposable
{
    private const int QueueCapacity = 4096;
    private const int BatchLimit = 512;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(2);

    // A database that does not answer must not delay a stop: what waits longer is given up, and what hangs is abandoned.
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClosingWait = TimeSpan.FromSeconds(4);

    private readonly IBatchCommitter<TSession> _committer;
    private readonly TimeProvider _time;
    private readonly WritePromise _promise;
    private readonly StorageMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Channel<WriteOperation<TSession>> _queue = Channel.CreateBounded<WriteOperation<TSession>>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true });
    private readonly List<WriteOperation<TSession>> _batch = new(BatchLimit);
    private readonly Task _work;
    private readonly ChangeSignal _changed = new();
    private bool _wasHealthy = true;
    private long _probedAt;
    private long _closedAt;

    /// <summary>Starts the loop; the database is first used by the first operation.</summary>
    /// <param name="committer">Commits the batches.</param>
    /// <param name="time">The clock of pauses and limits.</param>
    /// <param name="limit">How long an operation may wait while the database is unavailable, such as 10 s.</param>
    /// <param name="metrics">The writer's metrics.</param>
    /// <param name="logger">The log of problems.</param>
    protected RecordWriter(IBatchCommitter<TSession> committer, TimeProvider time, TimeSpan limit, StorageMetrics metrics, ILogger logger)
    {
        (_committer, _time, _promise, _metrics, _logger) = (committer, time, new(limit), metrics, logger);
        _probedAt = time.GetTimestamp();
        metrics.Watch(this);
        _work = Task.Run(WorkAsync);
    }

    public bool IsHealthy => _committer.LastError is null;

    public string? LastError => _committer.LastError?.Message;

    public Task Changed => _changed.Next;

    /// <summary>
    /// Runs <paramref name="work"/> in the writer's transaction and completes once it is committed. The work may run again after a failed
    /// commit. Operations are committed in the order of the calls.
    /// </summary>
    /// <param name="work">Runs the statements; may be called again.</param>
    /// <param name="cancellation">Ends the wait before the transaction began; afterwards the commit decides.</param>
    /// <param name="promise">Other terms than the writer's own.</param>
    /// <exception cref="StoreUnavailableException">
    /// The database stayed unavailable, or the writer is closed. Nothing was stored, or it can be stored again.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled before the operation started; nothing was stored.</exception>
    public async Task<T> ExecuteAsync<T>(
        Func<TSession, Task<T>> work, CancellationToken cancellation, WritePromise? promise = null)
    {
        var operation = new WriteOperation<TSession, T>(work, promise ?? _promise, _time.GetTimestamp(), cancellation);
        _metrics.ChangeQueueLength(1);
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
            _metrics.ChangeQueueLength(-1);
        }
    }

    /// <summary>
    /// Commits the queued operations and ends the loop; what the database does not accept within 2 s fails. Returns false if the database
    /// hangs and the loop does not end within 4 s.
    /// </summary>
    protected bool Close()
    {
        StopAccepting();
#pragma warning disable VSTHRD002 // The container disposes synchronously, and what is queued must not be dropped.
        var ended = _work.Wait(ClosingWait);
#pragma warning restore VSTHRD002
        if (!ended) LogHangs();
        return ended;
    }

    /// <summary>The same without blocking a thread.</summary>
    protected async Task<bool> CloseAsync()
    {
        StopAccepting();
        try
        {
            await _work.WaitAsync(ClosingWait).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            LogHangs();
            return false;
        }
    }

    public virtual void Dispose() => Close();

    public virtual async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    private void StopAccepting()
    {
        Interlocked.CompareExchange(ref _closedAt, Math.Max(1, _time.GetTimestamp()), 0);
        _queue.Writer.TryComplete();
    }

    private async Task WorkAsync()
    {
        while (await WaitForBatchAsync().ConfigureAwait(false)) await CommitBatchAsync().ConfigureAwait(false);
    }

    private async Task<bool> WaitForBatchAsync()
    {
        var ready = _queue.Reader.WaitToReadAsync().AsTask();
        while (UntilNextProbe() is var wait)
        {
            if (wait > TimeSpan.Zero && await CompletesWithinAsync(ready, wait).ConfigureAwait(false)) break;
            await _committer.ProbeAsync().ConfigureAwait(false);
            SignalHealthChange();
            _probedAt = _time.GetTimestamp();
        }

        if (!await ready.ConfigureAwait(false)) return false;
        FillBatch();
        return true;
    }

    private void SignalHealthChange()
    {
        if (IsHealthy == _wasHealthy) return;
        _wasHealthy = IsHealthy;
        _changed.Set();
    }

    // Probes are due even under a steady stream of writes.
    private TimeSpan UntilNextProbe() => (_committer.IsSuspicious ? LongestPause : ProbePeriod) - _time.GetElapsedTime(_probedAt);

    private async Task<bool> CompletesWithinAsync(Task task, TimeSpan wait)
    {
        try
        {
            await task.WaitAsync(wait, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void FillBatch()
    {
        while (_batch.Count < BatchLimit && _queue.Reader.TryRead(out var operation)) _batch.Add(operation);
    }

    private async Task CommitBatchAsync()
    {
        var pause = FirstPause;
        while (DropCancelled())
        {
            var failed = await _committer.TryCommitAsync(_batch).ConfigureAwait(false);
            SignalHealthChange();
            if (failed is not { } error)
            {
                _batch.Clear();
                return;
            }

            GiveUp(error);
            if (_batch.Count == 0) return;
            await Task.Delay(pause, _time).ConfigureAwait(false);

            // Tests that advance the clock must not run this continuation synchronously.
            await Task.Yield();
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            FillBatch();
        }
    }

    private bool DropCancelled()
    {
        _batch.RemoveAll(static operation => operation.CancelledBeforeBegin());
        return _batch.Count > 0;
    }

    /// <summary>Fails the operations that have waited for the limit, or all of them if waiting cannot help.</summary>
    private void GiveUp(StoreUnavailableException error)
    {
        var mayPass = _committer.MayRecover(error);
        var closing = Volatile.Read(ref _closedAt) is not 0 and var closed && _time.GetElapsedTime(closed) >= ClosingLimit;
        var count = _batch.RemoveAll(operation =>
        {
            if (mayPass && !closing && _time.GetElapsedTime(operation.QueuedAt) < operation.Promise.Limit) return false;

            // Each caller gets its own exception; a shared one would accumulate their stack traces.
            operation.Fail(new StoreUnavailableException($"{error.Message} Nothing was stored.", error.InnerException));
            return true;
        });
        if (count > 0) LogGivenUp(error.Message, count);
    }

    [LoggerMessage(2, LogLevel.Error,
        "The database hangs. The monitor stops without it; what was queued may not be stored, and was never acknowledged.")]
    private partial void LogHangs();

    [LoggerMessage(1, LogLevel.Error, "{Explanation} {Count} writes were given up and are not stored.")]
    private partial void LogGivenUp(string explanation, int count);
}
