using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Domain.Time;

/// <summary>Determines how far a node's clock is ahead of the monitor's: tasks carry the node's time (api-facts §5).</summary>
public static class NodeClock
{
    // No Proxmox VE with an API is older; an earlier time means that the clock was never set.
    private static readonly DateTimeOffset Earliest = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far it is ahead; negative if behind; null if unreadable or implausible.</summary>
    /// <param name="reading">The result of <see cref="IProbe.ReadClockAsync"/>.</param>
    /// <param name="now">Now, by the monitor's clock.</param>
    public static TimeSpan? Skew(ProbeResult<DateTimeOffset> reading, DateTimeOffset now) =>
        reading.Succeeded && reading.Value > Earliest && reading.Value < Latest ? reading.Value - now : null;

    /// <summary>Why times of a node cannot be compared, as text.</summary>
    /// <param name="reading">The result for which <see cref="Skew"/> is null.</param>
    public static string Describe(ProbeResult<DateTimeOffset> reading) =>
        reading.Failure is { } failure ? $"its clock cannot be read: {failure.Message}" : "its clock was never set";
}
