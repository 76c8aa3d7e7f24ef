namespace OrleansMonitor.Proxmox.Connections;

/// <summary>The configured Proxmox clusters. Read on every call, so a changed connection takes effect with the next one.</summary>
public interface IClusterConnections
{
    /// <summary>The connection of a cluster; null if none is configured.</summary>
    ClusterConnection? Find(ClusterName cluster);
}
