namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// Reads from a guest's uptime when its run began. A row's uptime is up to 14 s old (api-facts §2), so what it tells is that much late; the
/// earliest of several rows of one run is the nearest.
/// </summary>
public static class RunClock
{
    /// <summary>How far two readings of one run may be apart: the age of rows, and whole seconds.</summary>
    public static TimeSpan Slack { get; } = TimeSpan.FromSeconds(30);

    /// <summary>When the run began that a row shows; null where it shows none.</summary>
    /// <param name="uptime">The row's uptime, seconds.</param>
    /// <param name="at">When the row was read.</param>
    public static DateTimeOffset? Began(long? uptime, DateTimeOffset at) =>
        uptime is > 0 and < 3_000_000_000 and var seconds ? at.AddSeconds(-seconds) : null;

    /// <summary>Whether a run is another than the one known: it began clearly later.</summary>
    public static bool IsLater(DateTimeOffset? began, DateTimeOffset? known) =>
        began is { } run && known is { } before && run > before + Slack;

    /// <summary>What is known of the latest run after one more row.</summary>
    /// <param name="known">What was known before.</param>
    /// <param name="seen">The row.</param>
    /// <param name="at">When it was read.</param>
    /// <param name="restarted">Whether the row shows another run than the one known.</param>
    public static DateTimeOffset? Next(DateTimeOffset? known, in GuestSample seen, DateTimeOffset at, bool restarted)
    {
        var began = Began(seen.Uptime, at);
        return began is null || (known is not null && !restarted && known <= began) ? known : began;
    }

    /// <summary>
    /// Whether a guest that runs in both rows runs anew: its uptime fell. No clock is asked, so one that is set moves nothing.
    /// </summary>
    public static bool Restarted(in GuestSample was, in GuestSample seen) =>
        was.Uptime is > 0 and var before && seen.Uptime is > 0 and var now && now < before;
}
