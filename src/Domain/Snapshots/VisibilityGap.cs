using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>A period in which answers did not list a guest or did not show its state.</summary>
/// <param name="Since">Its start: the last informative answer; long ago if the guest was never listed since the monitor started.</param>
/// <param name="Until">Its end: when the guest was listed again; the maximum time while it is not. A stopped guest may have stopped at any
/// time in between, and investigating takes several polls, so for it the gap lasts until it runs.</param>
[GenerateSerializer, Immutable, Alias("out-of-sight")]
public sealed record VisibilityGap([property: Id(0)] DateTimeOffset Since, [property: Id(1)] DateTimeOffset Until)
{
    /// <summary>The open or last gap after a row. A row without a state keeps the gap open.</summary>
    /// <param name="kept">The stored entry.</param>
    /// <param name="row">The guest's row.</param>
    /// <param name="previous">When the previous answer was read.</param>
    /// <param name="now">When this answer was read.</param>
    public static VisibilityGap? After(GuestEntry kept, in GuestSample row, DateTimeOffset previous, DateTimeOffset now)
    {
        var isOpen = kept.Hidden?.Until == DateTimeOffset.MaxValue;
        if (!isOpen && GuestTracker.Known(kept.Sample.Status) && !GuestTracker.Known(row.Status))
            return new(previous, DateTimeOffset.MaxValue);
        return isOpen && !IsInconclusive(row) ? kept.Hidden! with { Until = now } : kept.Hidden;
    }

    /// <summary>
    /// Whether a row does not show what happened during the gap: a stopped guest may have stopped at any time, and the first row of a new
    /// guest has no state.
    /// </summary>
    public static bool IsInconclusive(in GuestSample row) => row.Status == GuestStatus.Stopped || !GuestTracker.Known(row.Status);
}
