namespace OrleansMonitor.Proxmox.Connections;

/// <summary>The Proxmox clusters that may be asked. Read at every call, so a changed connection takes effect with the next one.</summary>
public interface IClusterConnections
{
    /// <summary>The connection of that cluster, or null where none is configured.</summary>
    ClusterConnection? Find(ClusterName cluster);
}
