namespace OrleansMonitor.Domain.Time;

/// <summary>
/// Notifies waiters of a change. Their continuations run asynchronously, not within <see cref="Set"/>. Safe for concurrent use.
/// </summary>
public sealed class ChangeSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes with the first <see cref="Set"/> after this was read.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Notifies the waiters.</summary>
    public void Set() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
