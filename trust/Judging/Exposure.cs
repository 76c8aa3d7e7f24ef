using OrleansMonitor.Trust.Judging.Truth;
using OrleansMonitor.Trust.Playing;

namespace OrleansMonitor.Trust.Judging;

/// <summary>The amount of observation.</summary>
internal static class Exposure
{
    public static double GuestDays(World world) => world.Guests.Values.Sum(line => line.When(moment => moment.Guest is not null).All
        .Sum(span => (Spans.Min(span.To, world.End) - Spans.Max(span.From, world.Start)).TotalDays));

    /// <summary>The longest time without fresh data while the monitor was running.</summary>
    public static TimeSpan LongestBlindness(Play play)
    {
        var (longest, since) = (TimeSpan.Zero, (DateTimeOffset?)null);
        foreach (var state in play.Observations)
        {
            if (since is { } begun && state.At - begun > longest) longest = state.At - begun;
            since = state is { Running: true, CallsItselfFresh: false } ? since ?? state.At : null;
        }

        return longest;
    }
}
