using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Compares the configured clusters, so that one Proxmox under two names is acted on once. Key: 0.</summary>
[Alias("twins-grain")]
public interface IDuplicateClusterGrain : IGrainWithIntegerKey
{
    /// <summary>Takes in what a cluster is, and tells where it is the same as one configured before it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="identity">What makes it itself (<see cref="SameProxmox.Identity"/>); null where that cannot be read.</param>
    [Alias("claim")]
    Task Claim(ClusterName cluster, string? identity);

    /// <summary>Whether it is the same Proxmox as one configured before it. Asked before acting; a failure counts as not known.</summary>
    [Alias("judge"), ResponseTimeout("00:00:05")]
    Task<DuplicateVerdict> Judge(ClusterName cluster);
}
