namespace OrleansMonitor.Domain.Settings;

/// <summary>Why the registry of clusters was not changed.</summary>
/// <param name="Problem">The kind of problem.</param>
/// <param name="Cluster">The cluster that stands in the way; null for none.</param>
[GenerateSerializer, Immutable, Alias("registry-refusal")]
public sealed record RegistryRefusal([property: Id(0)] RegistryProblem Problem, [property: Id(1)] ClusterName? Cluster);

/// <summary>The kinds of problems with a change of the registry.</summary>
public enum RegistryProblem
{
    /// <summary>There are <see cref="ClusterRegistry.Capacity"/> clusters.</summary>
    Full,

    /// <summary>A cluster has that name.</summary>
    NameTaken,

    /// <summary>No cluster has that name.</summary>
    Unknown,

    /// <summary>The cluster is in the configuration.</summary>
    Configured,

    /// <summary>The watch of the cluster is still being ended.</summary>
    Ending,

    /// <summary>Another cluster is the same Proxmox.</summary>
    SameProxmox,

    /// <summary>Another cluster has one of the addresses.</summary>
    AddressTaken,

    /// <summary>The connection was changed since it was read.</summary>
    Changed,
}
