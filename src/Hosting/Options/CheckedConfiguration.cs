using System.Net;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Hosting.Options;

/// <summary>A valid configuration.</summary>
/// <param name="Options">The options as configured.</param>
/// <param name="Settings">The settings for grains.</param>
/// <param name="Connections">The connections to the clusters.</param>
/// <param name="Silo">The silo's addresses.</param>
public sealed record CheckedConfiguration(
    MonitorOptions Options, MonitorSettings Settings, IReadOnlyList<ClusterConnection> Connections, SiloAddresses Silo)
{
    /// <summary>The reverse proxies that are trusted to state a client's address and scheme.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>True for the demo cluster.</summary>
    public bool Demo { get; init; }
}
