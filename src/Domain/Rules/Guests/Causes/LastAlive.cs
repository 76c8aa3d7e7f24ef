using System.Runtime.InteropServices;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>When a node was last seen alive, so that its tasks can be compared with it.</summary>
/// <param name="At">By the nodes' clock; <see cref="DateTimeOffset.MinValue"/> where it never was, so that any task counts as
/// later.</param>
/// <param name="Uptime">How long it had been up then: its own clock may be wrong, and it cannot be asked any more. Null where that is not
/// known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LastAlive(DateTimeOffset At, TimeSpan? Uptime = null)
{
    /// <summary>By a node's pulse.</summary>
    /// <param name="pulse">Its pulse; null where there is none.</param>
    /// <param name="skew">How far the nodes' clock is ahead of the monitor's; null where that is not known, and then no task may be
    /// compared with it.</param>
    public static LastAlive Of(NodePulse? pulse, TimeSpan? skew) => pulse is { } felt && felt.MovedAt != default
        ? new(ByNodes(felt.MovedAt, skew), felt.Uptime is { } up ? TimeSpan.FromSeconds(up) : null)
        : default;

    /// <summary>By the pulse of a node that has begun anew: before it did. How long it had been up then is not known any more.</summary>
    /// <param name="pulse">Its pulse.</param>
    /// <param name="skew">As above.</param>
    public static LastAlive BeforeReturn(NodePulse pulse, TimeSpan? skew) => new(ByNodes(pulse.GoodAt, skew));

    /// <summary>How long before it a task of the node began at the least; negative where it began after it.</summary>
    public TimeSpan SinceBegin(PveTask task)
    {
        if (At == default) return TimeSpan.MinValue;

        // One of a later boot than the one it was seen alive in began at a lower uptime: the clock tells then.
        var byClock = At - task.StartedAt;
        return Uptime - task.NodeUptime is { } byUptime && byUptime < byClock ? byUptime : byClock;
    }

    /// <summary>How long before it a task of the node ended; negative where it ended after it, or has not.</summary>
    public TimeSpan SinceEnd(PveTask task) =>
        At == default || task.EndedAt is not { } end ? TimeSpan.MinValue : SinceBegin(task) - (end - task.StartedAt);

    /// <summary>
    /// An instant of the monitor's clock by the nodes' clock; <see cref="DateTimeOffset.MinValue"/> stays what it is: never.
    /// </summary>
    private static DateTimeOffset ByNodes(DateTimeOffset at, TimeSpan? skew) => at == default || skew is not { } ahead ? at : at + ahead;
}
