using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>
/// A period of expected work on some entities. Detection continues and incidents are recorded, but without notifications or repairs.
/// </summary>
/// <param name="Name">Its name, unique.</param>
/// <param name="Scope">The entities it covers.</param>
public abstract record MaintenanceWindow(string Name, EntitySelector Scope)
{
    /// <summary>When it ends if it is active; else null.</summary>
    public abstract DateTimeOffset? ActiveUntil(DateTimeOffset at);
}

/// <summary>A window that occurs once.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scope">The entities it covers.</param>
/// <param name="From">Start, inclusive.</param>
/// <param name="To">End, exclusive.</param>
public sealed record SingleWindow(string Name, EntitySelector Scope, DateTimeOffset From, DateTimeOffset To)
    : MaintenanceWindow(Name, Scope)
{
    /// <inheritdoc />
    public override DateTimeOffset? ActiveUntil(DateTimeOffset at) => at >= From && at < To ? To : null;
}

/// <summary>A window that recurs weekly.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scope">The entities it covers.</param>
/// <param name="Days">The days on which it starts.</param>
/// <param name="Start">Start by the clock of <paramref name="Zone"/>. If daylight saving time skips that moment, it starts later by the
/// length of the skip.</param>
/// <param name="Length">Duration in elapsed time: more than zero, at most 7 days.</param>
/// <param name="Zone">The time zone of days and start.</param>
public sealed record WeeklyWindow(
    string Name, EntitySelector Scope, ImmutableArray<DayOfWeek> Days, TimeOnly Start, TimeSpan Length, TimeZoneInfo Zone)
    : MaintenanceWindow(Name, Scope)
{
    /// <inheritdoc />
    public override DateTimeOffset? ActiveUntil(DateTimeOffset at)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
        DateTimeOffset? until = null;
        for (var back = 0; back <= Length.Days + 1; back++)
        {
            var day = today.AddDays(-back);
            if (!Days.Contains(day.DayOfWeek)) continue;
            var begin = WallClock.At(day, Start, Zone);
            if (at >= begin && at < begin + Length && (until is null || begin + Length > until)) until = begin + Length;
        }

        return until;
    }
}
