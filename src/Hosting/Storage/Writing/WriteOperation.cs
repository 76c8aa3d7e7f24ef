namespace OrleansMonitor.Hosting.Storage.Writing;

/// <summary>A write and its waiting caller. It may run several times before it is committed once.</summary>
internal abstract class WriteOperation<TSession>(WritePromise promise, long queuedAt, CancellationToken cancellation)
{
    /// <summary>What its caller is promised.</summary>
    public WritePromise Promise { get; } = promise;

    /// <summary>When it was queued, as a timestamp of the writer's clock.</summary>
    public long QueuedAt { get; } = queuedAt;

    /// <summary>The operation's own failure; null if it has none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The caller's token.</summary>
    protected CancellationToken Cancellation => cancellation;

    /// <summary>Runs the statements and keeps the result.</summary>
    public abstract Task RunAsync(TSession session);

    /// <summary>Completes the caller's task with the result.</summary>
    public abstract void Complete();

    /// <summary>Fails the caller's task: nothing was stored.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>
    /// If the caller has cancelled, cancels its task: nothing was stored. Only called before a transaction; afterwards the commit decides.
    /// </summary>
    public bool CancelledBeforeBegin()
    {
        if (!cancellation.IsCancellationRequested) return false;
        Cancel();
        return true;
    }

    /// <summary>Cancels the caller's task.</summary>
    protected abstract void Cancel();
}

internal sealed class WriteOperation<TSession, T>(
    Func<TSession, Task<T>> work, WritePromise promise, long queuedAt, CancellationToken cancellation)
    : WriteOperation<TSession>(promise, queuedAt, cancellation)
{
    // Callers continue on their own threads, never on the writer's.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _answer;

    /// <summary>The result, once it has run.</summary>
    public T Answer => _answer!;

    /// <summary>Completes once the operation is committed or has failed.</summary>
    public Task<T> Done => _done.Task;

    public override async Task RunAsync(TSession session) => _answer = await work(session).ConfigureAwait(false);

    public override void Complete() => _done.TrySetResult(_answer!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);

    protected override void Cancel() => _done.TrySetCanceled(Cancellation);
}
