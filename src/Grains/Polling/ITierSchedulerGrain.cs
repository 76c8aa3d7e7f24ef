namespace OrleansMonitor.Grains.Polling;

/// <summary>
/// Ticks one tier of one cluster by a reminder: on an exact grid, and on another silo when its own dies. Key: <c>lab/Critical</c>.
/// </summary>
[Alias("tier-scheduler-grain")]
public interface ITierSchedulerGrain : IGrainWithStringKey
{
    /// <summary>Begins to tick, or changes how often.</summary>
    /// <param name="due">From now to the first tick.</param>
    /// <param name="period">Between ticks, at least 1 s.</param>
    [Alias("start")]
    Task Start(TimeSpan due, TimeSpan period);

    /// <summary>Runs a tick now, unless one runs.</summary>
    /// <returns>False where one ran already.</returns>
    [Alias("tick"), ResponseTimeout("00:10:00")]
    Task<bool> Tick();

    /// <summary>
    /// Begins a tick where one is overdue: its reminder's owner died at the wrong moment, or the last tick failed. Returns at once.
    /// </summary>
    [Alias("nudge")]
    Task EnsureTicking();

    /// <summary>Tells how the ticks went.</summary>
    /// <param name="ensureTicking">Whether to <see cref="EnsureTicking"/> first.</param>
    [Alias("look-after")]
    Task<TierReport> Check(bool ensureTicking);
}
