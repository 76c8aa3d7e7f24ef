using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Measures how old the applied rows are, how long ago polls ended, and how long the running one has waited for Proxmox, on the monotonic
/// clock.
/// </summary>
internal sealed class PollClock(TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();
    private long? _applied;
    private long? _concluded;
    private long? _asked;
    private long? _lastAsked;
    private long? _rows;

    public PollAge Age =>
        new() { Applied = Since(_applied), Concluded = Since(_concluded), Watched = time.GetElapsedTime(_since), Asking = Since(_asked) };

    /// <summary>
    /// The rows of the latest answer were compared and delivered. They are as old as the request, however long all that took.
    /// </summary>
    public void Applied()
    {
        _concluded = time.GetTimestamp();
        _applied = _rows ?? _concluded;
    }

    /// <summary>Proxmox answered the latest request with rows.</summary>
    public void Answered() => _rows = _lastAsked;

    /// <summary>A poll ended without an answer of Proxmox.</summary>
    public void Concluded() => _concluded = time.GetTimestamp();

    /// <summary>Waits for Proxmox. Its calls have their own time limits.</summary>
    public async Task<T> Ask<T>(Func<Task<T>> call)
    {
        var outer = _asked;
        _lastAsked = time.GetTimestamp();
        _asked ??= _lastAsked;
        try
        {
            return await call();
        }
        finally
        {
            _asked = outer;
        }
    }

    private TimeSpan? Since(long? at) => at is { } moment ? time.GetElapsedTime(moment) : null;
}
