using System.Runtime.InteropServices;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>When a node was last observed alive, for comparison with its tasks.</summary>
/// <param name="At">The instant by the nodes' clock; <see cref="DateTimeOffset.MinValue"/> for never, so any task counts as later.</param>
/// <param name="Uptime">Its uptime at that instant, because its own clock may be wrong; null if not known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LastAlive(DateTimeOffset At, TimeSpan? Uptime = null)
{
    /// <summary>Derives the instant from a node's pulse.</summary>
    /// <param name="pulse">Its pulse; null if there is none.</param>
    /// <param name="skew">How far the nodes' clock is ahead of the monitor's; null if not known, and no task can be compared then.</param>
    public static LastAlive Of(NodePulse? pulse, TimeSpan? skew)
    {
        if (pulse is not { } known || known.MovedAt == default) return default;
        return new(ToNodeClock(known.MovedAt, skew), known.Uptime is { } uptime ? TimeSpan.FromSeconds(uptime) : null);
    }

    /// <summary>Derives the instant before a reboot from the pulse of a rebooted node. Its uptime then is not known.</summary>
    /// <param name="pulse">Its pulse.</param>
    /// <param name="skew">How far the nodes' clock is ahead of the monitor's; null if not known.</param>
    public static LastAlive BeforeReturn(NodePulse pulse, TimeSpan? skew) => new(ToNodeClock(pulse.GoodAt, skew));

    /// <summary>Minimum time between the start of a task and this instant; negative if the task began later.</summary>
    public TimeSpan SinceBegin(PveTask task)
    {
        if (At == default) return TimeSpan.MinValue;

        // A task of a later boot has a lower uptime; the clock decides then.
        var byClock = At - task.StartedAt;
        return Uptime - task.NodeUptime is { } byUptime && byUptime < byClock ? byUptime : byClock;
    }

    /// <summary>Time between the end of a task and this instant; negative if it ended later or still runs.</summary>
    public TimeSpan SinceEnd(PveTask task) =>
        At == default || task.EndedAt is not { } end ? TimeSpan.MinValue : SinceBegin(task) - (end - task.StartedAt);

    /// <summary>Converts an instant of the monitor's clock to the nodes' clock; <see cref="DateTimeOffset.MinValue"/> is kept.</summary>
    private static DateTimeOffset ToNodeClock(DateTimeOffset at, TimeSpan? skew) => at == default ? at : at + (skew ?? TimeSpan.Zero);
}
