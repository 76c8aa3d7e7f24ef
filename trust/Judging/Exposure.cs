using OrleansMonitor.Trust.Judging.Truth;
using OrleansMonitor.Trust.Playing;

namespace OrleansMonitor.Trust.Judging;

/// <summary>How much was watched.</summary>
internal static class Exposure
{
    public static double GuestDays(World world) => world.Guests.Values.Sum(line => line.When(moment => moment.Guest is not null).All
        .Sum(span => (Spans.Min(span.To, world.End) - Spans.Max(span.From, world.Start)).TotalDays));

    /// <summary>From the first look that showed nothing fresh to the next that did; while the monitor does not run nobody is
    /// deceived.</summary>
    public static TimeSpan LongestBlindness(Play play)
    {
        var (longest, since) = (TimeSpan.Zero, (DateTimeOffset?)null);
        foreach (var look in play.Looks)
        {
            if (since is { } begun && look.At - begun > longest) longest = look.At - begun;
            since = look is { Running: true, CallsItselfFresh: false } ? since ?? look.At : null;
        }

        return longest;
    }
}
