using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>What is wrong with the monitor itself.</summary>
internal sealed class MonitorFaults(World world)
{
    /// <summary>An outage is told once it has lasted a second and stored once the database is back; one that ends with the process is on no
    /// record.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(15);

    public IEnumerable<Fault> Find()
    {
        var down = world.Monitor.Down;
        foreach (var span in world.Monitor.DatabaseAway.All)
        {
            yield return new(FaultKind.MonitorStorageFailed, "database", span, ["MONITOR_STORAGE_FAILED:monitor"])
            {
                Must = span.Length >= Noticed && !down.All.Any(span.Widen(default, Noticed).Meets),
            };
            yield return new(FaultKind.MonitorBlind, "polls that cannot be stored", span.Widen(default, TimeSpan.FromMinutes(2)),
                [$"MONITOR_BLIND:{world.Name}"])
            { Must = false };
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
