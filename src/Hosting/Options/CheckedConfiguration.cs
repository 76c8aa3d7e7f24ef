using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Hosting.Options;

/// <summary>A configuration without problems.</summary>
/// <param name="Options">As written.</param>
/// <param name="Settings">What grains need of it.</param>
/// <param name="Connections">How to reach the clusters.</param>
/// <param name="Silo">Where the silo listens.</param>
public sealed record CheckedConfiguration(
    MonitorOptions Options, MonitorSettings Settings, IReadOnlyList<ClusterConnection> Connections, SiloAddresses Silo)
{
    /// <summary>True where the clusters are a demonstration.</summary>
    public bool Demo { get; init; }
}
