using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Hosting.Watching;

/// <summary>
/// Goes on measuring, on the holder's own monotonic clock, how long ago a cluster was polled, whether or not anything is heard of it.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class AgeWatch(TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();
    private (PollAge Told, long At)? _heard;

    /// <summary>How long ago, as of now.</summary>
    public PollAge Age
    {
        get
        {
            var watched = time.GetElapsedTime(_since);
            if (_heard is not { } heard) return new() { Watched = watched };
            var more = time.GetElapsedTime(heard.At);
            return new() { Applied = heard.Told.Applied + more, Concluded = heard.Told.Concluded + more, Watched = watched };
        }
    }

    /// <summary>
    /// Takes in what a cluster's grain told. One that has just come to another silo knows nothing; what was known before stays.
    /// </summary>
    public void Update(PollAge? told)
    {
        if (told is null) return;
        var known = Age;
        _heard = (told with { Applied = told.Applied ?? known.Applied, Concluded = told.Concluded ?? known.Concluded },
            time.GetTimestamp());
    }
}
