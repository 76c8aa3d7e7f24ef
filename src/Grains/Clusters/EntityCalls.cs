namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Calls to entities' grains with a time limit. A call that is not answered in time continues unobserved, and its entity is not called
/// again before it ends: an entity that hangs costs one wait, not one per poll.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="limit">How long to wait for a call.</param>
/// <typeparam name="TKey">An entity's key.</typeparam>
internal sealed class EntityCalls<TKey>(TimeProvider time, TimeSpan limit)
    where TKey : notnull
{
    private readonly Dictionary<TKey, (Task Call, long Since)> _open = [];

    /// <summary>How long a call that timed out has been open; null if there is none.</summary>
    public TimeSpan? OpenFor(TKey entity) => _open.TryGetValue(entity, out var open) ? time.GetElapsedTime(open.Since) : null;

    /// <summary>Calls an entity and waits for the answer.</summary>
    /// <exception cref="TimeoutException">It was not answered in time, or an earlier one is still open.</exception>
    public async Task<T> Call<T>(TKey entity, Func<Task<T>> call)
    {
        if (_open.TryGetValue(entity, out var earlier))
        {
            if (!earlier.Call.IsCompleted) throw new TimeoutException("An earlier call is still open.");
            _open.Remove(entity);
        }

        var since = time.GetTimestamp();
        var task = call();
        try
        {
            return await task.WaitAsync(limit, time);
        }
        catch (TimeoutException late) when (!task.IsCompleted)
        {
            _open[entity] = (task, since);
            Forget(entity, task).Ignore();
            throw new TimeoutException($"It did not answer within {limit.TotalSeconds:0} s.", late);
        }
    }

    private async Task Forget(TKey entity, Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (_open.TryGetValue(entity, out var known) && ReferenceEquals(known.Call, task)) _open.Remove(entity);
    }
}
