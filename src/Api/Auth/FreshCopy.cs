using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// This API host's copy of what is stored once for all, at most <see cref="Age"/> old when it is asked for. Requests that need it at the
/// same time share one read. Thread-safe.
/// </summary>
/// <typeparam name="T">What is stored.</typeparam>
/// <param name="read">Reads it.</param>
/// <param name="problem">What a failure means, as a sentence.</param>
/// <param name="time">The clock.</param>
/// <param name="onRead">Called with the copy before, null for none, and the new one.</param>
internal sealed class FreshCopy<T>(Func<Task<T>> read, string problem, TimeProvider time, Action<T?, T> onRead)
    where T : class
{
    private readonly Lock _lock = new();
    private Copy? _copy;
    private Task<Copy>? _reading;
    private long _generation;

    /// <summary>How old the copy may be: 2 s.</summary>
    public static TimeSpan Age { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The last copy, however old; null before the first read, and if something was changed since.</summary>
    public T? Last
    {
        get
        {
            lock (_lock) return _copy?.Generation == _generation ? _copy.Value : null;
        }
    }

    /// <summary>A copy that is fresh.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read, or not in time.</exception>
    public async Task<T> Get() => (await Current()).Value;

    /// <summary>Reads anew for the next request, because something was changed.</summary>
    public void Refresh()
    {
        lock (_lock) (_generation, _reading) = (_generation + 1, null);
    }

    private Task<Copy> Current()
    {
        lock (_lock)
        {
            if (_copy is { } copy && IsFresh(copy)) return Task.FromResult(copy);
            if (_reading is { IsCompleted: false }) return _reading;
            return _reading = Read(_generation);
        }
    }

    private bool IsFresh(Copy copy) => copy.Generation == _generation && time.GetElapsedTime(copy.ReadAt) < Age;

    private async Task<Copy> Read(long generation)
    {
        // A copy is as old as the moment before its read.
        var readAt = time.GetTimestamp();
        var copy = new Copy(await LimitedCall.Make(time, read, problem), readAt, generation);
        Copy? before;
        lock (_lock)
        {
            before = _copy;
            if (before is not null && before.Generation > generation) return copy;
            _copy = copy;
        }

        onRead(before?.Value, copy.Value);
        return copy;
    }

    private sealed record Copy(T Value, long ReadAt, long Generation);
}
