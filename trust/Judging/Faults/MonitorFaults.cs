using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Faults of the monitor itself.</summary>
internal sealed class MonitorFaults(World world)
{
    /// <summary>
    /// An outage is published after a second and stored when the database is back. One that ends with the process is not recorded.
    /// </summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(15);

    public IEnumerable<Fault> Find()
    {
        var down = world.Monitor.Down;
        foreach (var span in world.Monitor.DatabaseAway.All)
        {
            yield return new(FaultKind.MonitorStorageFailed, "database", span, ["MONITOR_STORAGE_FAILED:monitor"])
            {
                MustReport = span.Length >= Noticed && !down.All.Any(span.Widen(default, Noticed).Meets),
            };
            yield return new(FaultKind.MonitorBlind, "polls that cannot be stored", span.Widen(default, TimeSpan.FromMinutes(2)),
                [$"MONITOR_BLIND:{world.Name}"])
            { MustReport = false };
        }

        foreach (var (at, by) in world.Monitor.ClockSteps)
        {
            if (by.Duration() <= TimeSpan.FromSeconds(5) || down.Holds(at)) continue;
            yield return new(FaultKind.ClockSet, "the monitor's clock", new(at, DateTimeOffset.MaxValue),
                [])
            { Excused = down.Or(world.Monitor.DatabaseAway) };
        }
    }
}
