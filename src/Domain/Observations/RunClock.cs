namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// Derives the start of a guest's run from its uptime. A row's uptime is up to 14 s old (api-facts §2), so the derived start is late by up
/// to that much; the earliest of several rows is the most accurate.
/// </summary>
public static class RunClock
{
    /// <summary>Tolerance between two readings of the same run: age of rows, and whole seconds.</summary>
    public static TimeSpan Slack { get; } = TimeSpan.FromSeconds(30);

    /// <summary>When the run of a row began; null if unknown.</summary>
    /// <param name="uptime">The row's uptime, seconds.</param>
    /// <param name="at">When the row was read.</param>
    public static DateTimeOffset? Began(long? uptime, DateTimeOffset at) =>
        uptime is > 0 and < 3_000_000_000 and var seconds ? at.AddSeconds(-seconds) : null;

    /// <summary>Whether a run differs from the known one: it began clearly later.</summary>
    public static bool IsLater(DateTimeOffset? began, DateTimeOffset? known) =>
        began is { } run && known is { } before && run > before + Slack;

    /// <summary>Updates the start of the latest run with a row.</summary>
    /// <param name="known">The known start.</param>
    /// <param name="seen">The row.</param>
    /// <param name="at">When the row was read.</param>
    /// <param name="restarted">Whether the row belongs to a new run.</param>
    public static DateTimeOffset? Next(DateTimeOffset? known, in GuestSample seen, DateTimeOffset at, bool restarted)
    {
        var began = Began(seen.Uptime, at);
        return began is null || (known is not null && !restarted && known <= began) ? known : began;
    }

    /// <summary>
    /// Whether a guest that runs in both rows was restarted: its uptime fell. No clock is involved, so setting one has no effect.
    /// </summary>
    public static bool Restarted(in GuestSample was, in GuestSample seen) =>
        was.Uptime is > 0 and var before && seen.Uptime is > 0 and var now && now < before;
}
