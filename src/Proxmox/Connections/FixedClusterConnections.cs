using System.Collections.Frozen;

namespace OrleansMonitor.Proxmox.Connections;

/// <summary>A fixed set of connections.</summary>
/// <param name="connections">The connections; names are unique.</param>
/// <exception cref="ArgumentException">Two have the same name.</exception>
public sealed class FixedClusterConnections(IEnumerable<ClusterConnection> connections) : IClusterConnections
{
    private readonly FrozenDictionary<ClusterName, ClusterConnection> _byName =
        connections.ToDictionary(static c => c.Name).ToFrozenDictionary();

    /// <inheritdoc />
    public ClusterConnection? Find(ClusterName cluster) => _byName.GetValueOrDefault(cluster);
}
