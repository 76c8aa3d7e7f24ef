using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>Measures how long ago a cluster was polled, on this process' monotonic clock, whether or not updates arrive.</summary>
/// <param name="time">The clock.</param>
public sealed class PollAgeTracker(TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();
    private (PollAge Reported, long At)? _last;

    /// <summary>The age as of now.</summary>
    public PollAge Age
    {
        get
        {
            var watched = time.GetElapsedTime(_since);
            if (_last is not { } last) return new() { Watched = watched };
            var elapsed = time.GetElapsedTime(last.At);
            return new() { Applied = last.Reported.Applied + elapsed, Concluded = last.Reported.Concluded + elapsed, Watched = watched };
        }
    }

    /// <summary>
    /// Applies the age that a cluster's grain reports. A grain that was just activated on another silo knows none; the known values then
    /// stay.
    /// </summary>
    public void Update(PollAge? reported)
    {
        if (reported is null) return;
        var known = Age;
        _last = (reported with { Applied = reported.Applied ?? known.Applied, Concluded = reported.Concluded ?? known.Concluded },
            time.GetTimestamp());
    }
}
