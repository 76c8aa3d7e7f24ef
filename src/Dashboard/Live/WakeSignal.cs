namespace OrleansMonitor.Dashboard.Live;

/// <summary>Wakes one waiter. What rings while nobody waits is heard by the next wait; of several rings one is left.</summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private TaskCompletionSource _rung = New();

    /// <summary>Rings; safe from any thread.</summary>
    public void Set() => Volatile.Read(ref _rung).TrySetResult();

    /// <summary>Waits for a ring, at the longest for a while.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken stopping)
    {
        var rung = Volatile.Read(ref _rung);
        await rung.Task.WaitAsync(longest, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
        if (rung.Task.IsCompleted) Volatile.Write(ref _rung, New());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
