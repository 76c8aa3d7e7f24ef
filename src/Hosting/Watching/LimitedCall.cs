namespace OrleansMonitor.Hosting.Watching;

/// <summary>A call that is made at intervals, one at a time, with a time limit.</summary>
/// <param name="time">The clock.</param>
/// <param name="interval">The minimum interval between two calls.</param>
/// <param name="limit">The time limit of a call.</param>
internal sealed class LimitedCall(TimeProvider time, TimeSpan interval, TimeSpan limit)
{
    private Task _running = Task.CompletedTask;
    private long? _startedAt;

    /// <summary>Completes with the running call.</summary>
    public Task Running => _running;

    /// <summary>Starts the call unless one is running or none is due. Returns at once.</summary>
    /// <param name="call">The call.</param>
    /// <param name="onAnswer">Receives the answer and the time of the call; ages in the answer are at most that much older.</param>
    /// <param name="onFailure">Receives the failure; a call over its limit is a <see cref="TimeoutException"/>.</param>
    /// <param name="stop">Cancelled when the host stops.</param>
    public void TryStart<T>(Func<Task<T>> call, Action<T, long> onAnswer, Action<Exception> onFailure, CancellationToken stop)
    {
        if (!_running.IsCompleted || (_startedAt is { } startedAt && time.GetElapsedTime(startedAt) < interval)) return;
        var now = time.GetTimestamp();
        _startedAt = now;

        // On a thread of its own, so that even a blocking call does not delay the round.
        _running = Task.Run(() => Run(call, answer => onAnswer(answer, now), onFailure, stop), CancellationToken.None);
    }

    private async Task Run<T>(Func<Task<T>> call, Action<T> onAnswer, Action<Exception> onFailure, CancellationToken stop)
    {
        try
        {
            onAnswer(await call().WaitAsync(limit, time, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            onFailure(problem);
        }
    }
}
