namespace OrleansMonitor.Hosting.Storage.Health;

/// <summary>Wakes whoever waits for a change. Whoever waits goes on by itself, not as part of who rings. Safe for many.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Ends with the first ring after this was read.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes them.</summary>
    public void Set() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
