namespace OrleansMonitor.Dashboard.Ports;

/// <summary>The watched clusters, from the host's copy of their snapshots. Thread-safe; never blocks.</summary>
public interface IClusterSource
{
    /// <summary>Raised on the host's thread when a cluster has changed; handlers must return immediately.</summary>
    event Action? Moved;

    /// <summary>All clusters in their configured order.</summary>
    IReadOnlyList<ClusterName> Names { get; }

    /// <summary>A number that increases with each change of the cluster.</summary>
    long VersionOf(ClusterName cluster);

    /// <summary>The current state of the cluster.</summary>
    ClusterPicture Read(ClusterName cluster);

    /// <summary>The address of the cluster's own web interface; null if unknown.</summary>
    Uri? WebInterfaceOf(ClusterName cluster);
}
