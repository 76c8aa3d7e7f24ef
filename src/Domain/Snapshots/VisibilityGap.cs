using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>A time in which answers lacked a guest, or told nothing of whether it runs.</summary>
/// <param name="Since">When they told last; long ago where it was never listed since the monitor started.</param>
/// <param name="Until">
/// When it was listed again; the end of time while it is not. One that is down then may have stopped at any time in between, and it takes
/// several polls to find out why, so for that one it lasts until the guest runs.
/// </param>
[GenerateSerializer, Immutable, Alias("out-of-sight")]
public sealed record VisibilityGap([property: Id(0)] DateTimeOffset Since, [property: Id(1)] DateTimeOffset Until)
{
    /// <summary>
    /// The time that is open or was last, after a row. One that tells nothing leaves a guest as much out of sight as an answer that lacks
    /// it.
    /// </summary>
    /// <param name="kept">The guest as it was kept.</param>
    /// <param name="row">Its row.</param>
    /// <param name="previous">When the answer before was read.</param>
    /// <param name="now">When this one is.</param>
    public static VisibilityGap? After(GuestEntry kept, in GuestSample row, DateTimeOffset previous, DateTimeOffset now)
    {
        var isOpen = kept.Hidden?.Until == DateTimeOffset.MaxValue;
        if (!isOpen && GuestTracker.Known(kept.Sample.Status) && !GuestTracker.Known(row.Status))
            return new(previous, DateTimeOffset.MaxValue);
        return isOpen && !IsInconclusive(row) ? kept.Hidden! with { Until = now } : kept.Hidden;
    }

    /// <summary>
    /// Whether a row leaves open what happened meanwhile: one that is down may have stopped at any time while it was out of sight, and the
    /// first row of one that was just created tells nothing yet.
    /// </summary>
    public static bool IsInconclusive(in GuestSample row) => row.Status == GuestStatus.Stopped || !GuestTracker.Known(row.Status);
}
