using OrleansMonitor.Grains;
using OrleansMonitor.Hosting.Watching;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>The meters of the monitor.</summary>
public static class MonitorMeters
{
    /// <summary>The names of all meters.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. GrainServices.Meters, "OrleansMonitor.Proxmox", "OrleansMonitor.Storage", WatchdogMetrics.MeterName];
}
