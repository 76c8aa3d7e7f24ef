using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Finds clusters that are configured under two names, since only one of the two may be acted on. Key: 0.</summary>
[Alias("twins-grain")]
public interface IDuplicateClusterGrain : IGrainWithIntegerKey
{
    /// <summary>Stores the identity of a cluster, and publishes if it is the same as that of one configured before it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="identity">Its identity (<see cref="SameProxmox.Identity"/>); null if that cannot be read.</param>
    [Alias("claim")]
    Task Claim(ClusterName cluster, string? identity);

    /// <summary>The watched cluster of an identity; null if none is known.</summary>
    [Alias("find"), ResponseTimeout("00:00:05")]
    Task<ClusterName?> Find(string identity);

    /// <summary>A cluster is no longer watched: its identity is forgotten.</summary>
    [Alias("leave")]
    Task Leave(ClusterName cluster);

    /// <summary>Whether it is the same Proxmox as one configured before it. Called before acting; a failure counts as unknown.</summary>
    [Alias("judge"), ResponseTimeout("00:00:05")]
    Task<DuplicateVerdict> Judge(ClusterName cluster);
}
