using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Hours in which info and warnings wait. Errors and critical incidents never do.</summary>
/// <param name="From">When they begin, by the clock of <paramref name="Zone"/>.</param>
/// <param name="To">When they end; on the next day unless it is later than <paramref name="From"/>.</param>
/// <param name="Zone">The time zone.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, TimeZoneInfo Zone) : DailyHours(From, To, Zone)
{
    /// <summary>The names of the destinations that they are for; empty for all.</summary>
    public ImmutableArray<string> Destinations { get; init; } = [];

    /// <summary>Whether they hold a message, the longest of several.</summary>
    /// <param name="all">All quiet hours.</param>
    /// <param name="severity">The severity of the incident.</param>
    /// <param name="destination">The destination's name.</param>
    /// <param name="now">The time.</param>
    public static MuteDecision Decide(ImmutableArray<QuietHours> all, Severity severity, string destination, DateTimeOffset now)
    {
        if (severity >= Severity.Error) return new(false, null, "quiet hours hold no errors");
        var longest = all.Where(one => one.Destinations.IsEmpty || one.Destinations.Contains(destination, StringComparer.Ordinal))
            .MaxBy(one => one.EndAt(now));
        return longest?.EndAt(now) is { } end
            ? new(true, end, $"quiet hours until {Time(TimeZoneInfo.ConvertTime(end, longest.Zone))} ({longest.Zone.Id})")
            : new(false, null, "no quiet hours");
    }

    private static string Time(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);
}
