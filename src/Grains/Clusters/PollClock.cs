using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Measures how long ago polls ended, and how long the running one has waited for Proxmox, on the monotonic clock.</summary>
internal sealed class PollClock(TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();
    private long? _applied;
    private long? _concluded;
    private long? _asked;

    public PollAge Age =>
        new() { Applied = Since(_applied), Concluded = Since(_concluded), Watched = time.GetElapsedTime(_since), Asking = Since(_asked) };

    /// <summary>The rows of a poll were read, compared and delivered.</summary>
    public void Applied() => _applied = _concluded = time.GetTimestamp();

    /// <summary>A poll ended without an answer of Proxmox.</summary>
    public void Concluded() => _concluded = time.GetTimestamp();

    /// <summary>Waits for Proxmox. Its calls have their own time limits.</summary>
    public async Task<T> Ask<T>(Task<T> call)
    {
        _asked = time.GetTimestamp();
        try
        {
            return await call;
        }
        finally
        {
            _asked = null;
        }
    }

    private TimeSpan? Since(long? at) => at is { } moment ? time.GetElapsedTime(moment) : null;
}
