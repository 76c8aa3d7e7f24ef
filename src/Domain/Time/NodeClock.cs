using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Domain.Time;

/// <summary>Reads how far a node's clock is ahead of the monitor's: tasks carry the node's time (api-facts §5).</summary>
public static class NodeClock
{
    // No Proxmox VE with an API is older; a clock that says so was never set.
    private static readonly DateTimeOffset Earliest = new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far it is ahead, negative where it is behind; null where it cannot be read or says nothing that can be meant.</summary>
    /// <param name="reading">What <see cref="IProbe.ReadClockAsync"/> answered.</param>
    /// <param name="now">Now, by the monitor's clock.</param>
    public static TimeSpan? Skew(ProbeResult<DateTimeOffset> reading, DateTimeOffset now) =>
        reading.Succeeded && reading.Value > Earliest && reading.Value < Latest ? reading.Value - now : null;

    /// <summary>Why times of a node cannot be compared, in words.</summary>
    /// <param name="reading">The reading that <see cref="Skew"/> made nothing of.</param>
    public static string Describe(ProbeResult<DateTimeOffset> reading) =>
        reading.Failure is { } failure ? $"its clock cannot be read: {failure.Message}" : "its clock was never set";
}
