namespace OrleansMonitor.Hosting.Watching;

/// <summary>A call that is made now and then, never twice at a time, and that nobody waits for longer than its limit.</summary>
/// <param name="time">The clock.</param>
/// <param name="every">At the least between two.</param>
/// <param name="limit">How long an answer may take.</param>
internal sealed class LimitedCall(TimeProvider time, TimeSpan every, TimeSpan limit)
{
    private Task _running = Task.CompletedTask;
    private long? _begun;

    /// <summary>Ends with the call that runs.</summary>
    public Task Running => _running;

    /// <summary>Makes it, unless it runs or is not due. Returns at once.</summary>
    /// <param name="call">The call.</param>
    /// <param name="heard">Takes the answer, with the moment of the question: ages in it are at most that much older.</param>
    /// <param name="failed">Takes what it failed with; one that takes too long is a <see cref="TimeoutException"/>.</param>
    /// <param name="stop">The host stops.</param>
    public void Begin<T>(Func<Task<T>> call, Action<T, long> heard, Action<Exception> failed, CancellationToken stop)
    {
        if (!_running.IsCompleted || (_begun is { } begun && time.GetElapsedTime(begun) < every)) return;
        var now = time.GetTimestamp();
        _begun = now;

        // On a thread of its own: not even a call that blocks holds up the round.
        _running = Task.Run(() => Run(call, answer => heard(answer, now), failed, stop), CancellationToken.None);
    }

    private async Task Run<T>(Func<Task<T>> call, Action<T> heard, Action<Exception> failed, CancellationToken stop)
    {
        try
        {
            heard(await call().WaitAsync(limit, time, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            failed(problem);
        }
    }
}
