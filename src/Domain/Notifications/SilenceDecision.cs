using System.Globalization;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Whether a silence mutes an incident.</summary>
/// <param name="By">The silence that does, the longest of several; null if none does.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record SilenceDecision(Silence? By, string Reason)
{
    /// <summary>Decides. Pure.</summary>
    /// <param name="notice">The incident.</param>
    /// <param name="silences">All silences.</param>
    /// <param name="now">The time.</param>
    public static SilenceDecision Of(Notice notice, IEnumerable<Silence> silences, DateTimeOffset now)
    {
        var by = silences.Where(one => one.StateAt(now) == SilenceState.Active && one.Match.Matches(notice))
            .MaxBy(one => one.End ?? DateTimeOffset.MaxValue);
        return by is null ? new(null, "no silence matches") : new(by, Describe(by, now));
    }

    private static string Describe(Silence by, DateTimeOffset now)
    {
        var end = by.End is { } at ? Clock(at, now) : "the incident ends";
        return by.Comment.Length == 0 ? $"silenced by {by.Author} until {end}" : $"silenced by {by.Author} until {end}: {by.Comment}";
    }

    /// <summary>A time in UTC, with its date unless that is today.</summary>
    internal static string Clock(DateTimeOffset at, DateTimeOffset now) => at.UtcDateTime.Date == now.UtcDateTime.Date
        ? string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:HH:mm} UTC")
        : string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
