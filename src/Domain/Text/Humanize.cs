using System.Globalization;

namespace OrleansMonitor.Domain.Text;

/// <summary>Formats durations and counts for people, in the same form in every text.</summary>
public static class Humanize
{
    private static readonly (long Seconds, string Unit)[] Units = [(86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];

    /// <summary>
    /// A duration in its two largest units, such as <c>30 minutes</c> or <c>1 hour 5 minutes</c>; rounded down to seconds, without a sign.
    /// </summary>
    public static string Span(TimeSpan span)
    {
        var left = (long)Math.Floor(span.Duration().TotalSeconds);
        var parts = new List<string>(2);
        foreach (var (seconds, unit) in Units)
        {
            var times = left / seconds;
            left -= times * seconds;
            if (times > 0) parts.Add(Count(times, unit));
            else if (parts.Count > 0) break;
            if (parts.Count == 2) break;
        }

        return parts.Count == 0 ? Count(0, "second") : string.Join(' ', parts);
    }

    /// <summary>A count with its unit, such as <c>1 poll</c> or <c>3 polls</c>.</summary>
    /// <param name="number">The number.</param>
    /// <param name="one">The singular.</param>
    /// <param name="many">The plural; <paramref name="one"/> with an s if null.</param>
    public static string Count(long number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many ?? one + "s")}");
}
