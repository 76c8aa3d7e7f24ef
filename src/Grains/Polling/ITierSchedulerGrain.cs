namespace OrleansMonitor.Grains.Polling;

/// <summary>
/// Ticks one tier of one cluster by a reminder: on a fixed grid, and on another silo if its own dies. Key: <c>lab/Critical</c>.
/// </summary>
[Alias("tier-scheduler-grain")]
public interface ITierSchedulerGrain : IGrainWithStringKey
{
    /// <summary>Starts ticking, or changes the period.</summary>
    /// <param name="due">From now to the first tick.</param>
    /// <param name="period">Between ticks, at least 1 s.</param>
    [Alias("start")]
    Task Start(TimeSpan due, TimeSpan period);

    /// <summary>Stops ticking: the cluster is no longer watched. A tick that runs goes on.</summary>
    [Alias("stop")]
    Task Stop();

    /// <summary>Runs a tick now, unless one is running.</summary>
    /// <returns>False if one was running already.</returns>
    [Alias("tick"), ResponseTimeout("00:10:00")]
    Task<bool> Tick();

    /// <summary>Starts a tick if one is overdue, because the owner of its reminder died or the last tick failed. Returns at once.</summary>
    [Alias("nudge")]
    Task EnsureTicking();

    /// <summary>Reports how the ticks went.</summary>
    /// <param name="ensureTicking">Whether to call <see cref="EnsureTicking"/> first.</param>
    [Alias("look-after")]
    Task<TierReport> Check(bool ensureTicking);
}
