using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Hosting.Storage.Writing;

/// <summary>
/// The one writer of this process' records. It takes what has queued up and commits it together; a caller's task completes after the
/// commit. While the database is away it tries again, and an operation that has waited for the whole limit fails with
/// <see cref="StoreUnavailableException"/>.
/// </summary>
internal abstract partial class RecordWriter<TSession> : IStorageHealth, IDisposable, IAsyncDisposable
{
    private const int QueueCapacity = 4096;
    private const int BatchLimit = 512;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(2);

    // A stop is not held up by a database that does not answer: what waits longer is given up, and what hangs is left.
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClosingWait = TimeSpan.FromSeconds(4);

    private readonly IBatchCommitter<TSession> _committer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
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

    /// <summary>Starts the loop; the database is asked with the first operation.</summary>
    /// <param name="committer">What commits.</param>
    /// <param name="time">The clock of pauses and limits.</param>
    /// <param name="limit">How long an operation may wait while the database is away, such as 10 s.</param>
    /// <param name="metrics">Where figures go.</param>
    /// <param name="logger">Where troubles go.</param>
    protected RecordWriter(IBatchCommitter<TSession> committer, TimeProvider time, TimeSpan limit, StorageMetrics metrics, ILogger logger)
    {
        (_committer, _time, _limit, _metrics, _logger) = (committer, time, limit, metrics, logger);
        _probedAt = time.GetTimestamp();
        metrics.Watch(this);
        _work = Task.Run(WorkAsync);
    }

    /// <inheritdoc />
    public bool IsHealthy => _committer.LastError is null;

    /// <inheritdoc />
    public string? LastError => _committer.LastError?.Message;

    /// <inheritdoc />
    public Task Changed => _changed.Next;

    /// <summary>
    /// Runs <paramref name="work"/> in the writer's transaction and completes once it is committed. The work may run again after a failed
    /// commit. Operations are committed in the order in which they were asked for.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database stayed away, or the writer is closed; nothing was stored, or what was can
    /// be stored again.</exception>
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

    /// <summary>
    /// Commits what is queued and ends the loop; where the database does not take it within 2 s, it is given up and its callers are told.
    /// Answers false where the database hangs and the loop could not be ended within 4 s.
    /// </summary>
    protected bool Close()
    {
        TakeNoMore();
#pragma warning disable VSTHRD002 // The container disposes synchronously, and what is queued must not be dropped.
        var ended = _work.Wait(ClosingWait);
#pragma warning restore VSTHRD002
        if (!ended) LogHangs();
        return ended;
    }

    /// <summary>The same without holding a thread.</summary>
    protected async Task<bool> CloseAsync()
    {
        TakeNoMore();
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

    /// <inheritdoc />
    public virtual void Dispose() => Close();

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    private void TakeNoMore()
    {
        Interlocked.CompareExchange(ref _closedAt, Math.Max(1, _time.GetTimestamp()), 0);
        _queue.Writer.TryComplete();
    }

    private async Task WorkAsync()
    {
        while (await TakeAsync().ConfigureAwait(false)) await CommitBatchAsync().ConfigureAwait(false);
    }

    private async Task<bool> TakeAsync()
    {
        var ready = _queue.Reader.WaitToReadAsync().AsTask();
        while (Rest() is var rest)
        {
            if (rest > TimeSpan.Zero && await IsDoneAsync(ready, rest).ConfigureAwait(false)) break;
            await _committer.ProbeAsync().ConfigureAwait(false);
            NoteHealth();
            _probedAt = _time.GetTimestamp();
        }

        if (!await ready.ConfigureAwait(false)) return false;
        Fill();
        return true;
    }

    private void NoteHealth()
    {
        if (IsHealthy == _wasHealthy) return;
        _wasHealthy = IsHealthy;
        _changed.Set();
    }

    // A steady stream of writes must not keep the database from being looked at.
    private TimeSpan Rest() => (_committer.IsSuspicious ? LongestPause : ProbePeriod) - _time.GetElapsedTime(_probedAt);

    private async Task<bool> IsDoneAsync(Task task, TimeSpan rest)
    {
        try
        {
            await task.WaitAsync(rest, _time).ConfigureAwait(false);
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
            var failed = await _committer.TryCommitAsync(_batch).ConfigureAwait(false);
            NoteHealth();
            if (failed is not { } error)
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
        var closing = Volatile.Read(ref _closedAt) is not 0 and var closed && _time.GetElapsedTime(closed) >= ClosingLimit;
        var count = _batch.RemoveAll(operation =>
        {
            if (mayPass && !closing && _time.GetElapsedTime(operation.QueuedAt) < _limit) return false;

            // Each caller throws its own, or their stack traces would grow into one.
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
