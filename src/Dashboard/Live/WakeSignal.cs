namespace OrleansMonitor.Dashboard.Live;

/// <summary>Wakes one waiter. A signal set while nobody waits ends the next wait at once; several signals count as one.</summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private TaskCompletionSource _signal = New();

    /// <summary>Sets the signal. Thread-safe.</summary>
    public void Set() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Waits for the signal, at most for the given time.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken stopping)
    {
        var signal = Volatile.Read(ref _signal);
        await signal.Task.WaitAsync(longest, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
        if (signal.Task.IsCompleted) Volatile.Write(ref _signal, New());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
