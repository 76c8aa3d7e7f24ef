using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>
/// Measures on the monotonic clock how long ago polls ended, and how long the one that runs has been waiting for Proxmox.
/// </summary>
internal sealed class PollClock(TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();
    private long? _applied;
    private long? _concluded;
    private long? _asked;

    public PollAge Age =>
        new() { Applied = Since(_applied), Concluded = Since(_concluded), Watched = time.GetElapsedTime(_since), Asking = Since(_asked) };

    /// <summary>A poll was read, compared and delivered.</summary>
    public void Applied() => _applied = _concluded = time.GetTimestamp();

    /// <summary>A poll came to its end without an answer, which is put down to Proxmox.</summary>
    public void Concluded() => _concluded = time.GetTimestamp();

    /// <summary>Waits for Proxmox, whose calls have limits of their own.</summary>
    public async Task<T> Ask<T>(Task<T> question)
    {
        _asked = time.GetTimestamp();
        try
        {
            return await question;
        }
        finally
        {
            _asked = null;
        }
    }

    private TimeSpan? Since(long? at) => at is { } moment ? time.GetElapsedTime(moment) : null;
}
