namespace OrleansMonitor.Dashboard.Ports;

/// <summary>
/// The clusters that are watched, as the host's copy of their snapshots knows them. Safe for concurrent use; answers at once.
/// </summary>
public interface IClusterSource
{
    /// <summary>A cluster has moved. Raised on the host's thread: return at once.</summary>
    event Action? Moved;

    /// <summary>All clusters, in the order configured.</summary>
    IReadOnlyList<ClusterName> Names { get; }

    /// <summary>Grows whenever something about the cluster moved.</summary>
    long VersionOf(ClusterName cluster);

    /// <summary>The cluster as it is now.</summary>
    ClusterPicture Read(ClusterName cluster);

    /// <summary>The address of the cluster's own web interface; null where none is known.</summary>
    Uri? WebInterfaceOf(ClusterName cluster);
}
