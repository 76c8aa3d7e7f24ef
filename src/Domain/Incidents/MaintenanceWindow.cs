using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>
/// A time in which work on some entities is expected. Detection goes on; incidents are recorded, but not told and not acted on.
/// </summary>
/// <param name="Name">Its name, unique.</param>
/// <param name="Scope">What it is for.</param>
public abstract record MaintenanceWindow(string Name, EntitySelector Scope)
{
    /// <summary>When it ends, where it is on; else null.</summary>
    public abstract DateTimeOffset? ActiveUntil(DateTimeOffset at);
}

/// <summary>A window that comes once.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scope">What it is for.</param>
/// <param name="From">Its begin, included.</param>
/// <param name="To">Its end, not included.</param>
public sealed record SingleWindow(string Name, EntitySelector Scope, DateTimeOffset From, DateTimeOffset To)
    : MaintenanceWindow(Name, Scope)
{
    /// <inheritdoc />
    public override DateTimeOffset? ActiveUntil(DateTimeOffset at) => at >= From && at < To ? To : null;
}

/// <summary>A window that comes every week.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scope">What it is for.</param>
/// <param name="Days">The days on which it begins.</param>
/// <param name="Start">When it begins by the clock of <paramref name="Zone"/>. Where the clock leaps over it, as much later as the leap is
/// long.</param>
/// <param name="Length">How long it is, in real time: more than zero, at most 7 days.</param>
/// <param name="Zone">The time zone of days and begin.</param>
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
            var begin = Begin(day);
            if (at >= begin && at < begin + Length && (until is null || begin + Length > until)) until = begin + Length;
        }

        return until;
    }

    private DateTimeOffset Begin(DateOnly day)
    {
        var local = day.ToDateTime(Start);
        if (Zone.IsInvalidTime(local)) return new DateTimeOffset(local, Zone.GetUtcOffset(local.AddDays(-1))).ToUniversalTime();
        // Of two hours of the same name the first one counts.
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
