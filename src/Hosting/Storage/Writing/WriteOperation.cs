namespace OrleansMonitor.Hosting.Storage.Writing;

/// <summary>Something to write, and who waits for it. It may run more than once before it is committed once.</summary>
internal abstract class WriteOperation<TSession>(long queuedAt, CancellationToken cancellation)
{
    /// <summary>When it was asked for, as a timestamp of the writer's clock.</summary>
    public long QueuedAt { get; } = queuedAt;

    /// <summary>What it failed with by itself; null while it has not.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The caller's token.</summary>
    protected CancellationToken Cancellation => cancellation;

    /// <summary>Runs the statements and keeps the answer.</summary>
    public abstract Task RunAsync(TSession session);

    /// <summary>Hands the answer to the caller.</summary>
    public abstract void Complete();

    /// <summary>Hands a failure to the caller: nothing was stored.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>
    /// Where the caller has given up, tells it that nothing was stored. Only asked before a transaction: afterwards the outcome is the
    /// commit's.
    /// </summary>
    public bool CancelledBeforeBegin()
    {
        if (!cancellation.IsCancellationRequested) return false;
        Cancel();
        return true;
    }

    /// <summary>Ends the caller's wait.</summary>
    protected abstract void Cancel();
}

/// <inheritdoc />
internal sealed class WriteOperation<TSession, T>(Func<TSession, Task<T>> work, long queuedAt, CancellationToken cancellation)
    : WriteOperation<TSession>(queuedAt, cancellation)
{
    // Callers continue on threads of their own, never on the writer's.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _answer;

    /// <summary>What it came to, once it has run.</summary>
    public T Answer => _answer!;

    /// <summary>Completes once the operation is committed or has failed.</summary>
    public Task<T> Done => _done.Task;

    /// <inheritdoc />
    public override async Task RunAsync(TSession session) => _answer = await work(session).ConfigureAwait(false);

    /// <inheritdoc />
    public override void Complete() => _done.TrySetResult(_answer!);

    /// <inheritdoc />
    public override void Fail(Exception exception) => _done.TrySetException(exception);

    /// <inheritdoc />
    protected override void Cancel() => _done.TrySetCanceled(Cancellation);
}
