namespace OrleansMonitor.Proxmox.Connections;

/// <summary>The watched Proxmox clusters. Read on every call, so a changed connection takes effect with the next one.</summary>
public interface IClusterConnections
{
    /// <summary>The connection of a cluster; null if it is not watched.</summary>
    ClusterConnection? Find(ClusterName cluster);
}
