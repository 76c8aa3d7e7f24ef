namespace OrleansMonitor.Domain.Incidents;

/// <summary>Turns the time on a clock of a zone into an instant, also where daylight saving time skips or repeats it. Pure.</summary>
public static class WallClock
{
    /// <summary>
    /// The instant. A time that is skipped is later by the length of the skip; of one that occurs twice, the first counts.
    /// </summary>
    /// <param name="day">The day.</param>
    /// <param name="time">The time on that day.</param>
    /// <param name="zone">The zone of both.</param>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        if (zone.IsInvalidTime(local)) return new DateTimeOffset(local, zone.GetUtcOffset(local.AddDays(-1))).ToUniversalTime();
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
