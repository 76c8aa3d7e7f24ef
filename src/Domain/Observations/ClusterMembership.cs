using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Observations;

/// <summary>The answering member's view of its cluster: <c>/cluster/status</c>.</summary>
/// <param name="ProxmoxName">The cluster's name in Proxmox; null for a standalone node, which has no cluster row.</param>
/// <param name="Quorate">Whether the cluster has quorum; null for a standalone node.</param>
/// <param name="Nodes">Its members.</param>
[GenerateSerializer, Immutable, Alias("cluster-membership")]
public sealed record ClusterMembership(
    [property: Id(0)] string? ProxmoxName,
    [property: Id(1)] bool? Quorate,
    [property: Id(2)] ImmutableArray<ClusterMember> Nodes);

/// <summary>A cluster member as seen by the answering member.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Online">Whether it is online.</param>
/// <param name="Local">True for the member that answered.</param>
/// <param name="Address">Its address; null until it was first online.</param>
[GenerateSerializer, Immutable, Alias("cluster-member")]
public sealed record ClusterMember(
    [property: Id(0)] string Node,
    [property: Id(1)] bool Online,
    [property: Id(2)] bool Local,
    [property: Id(3)] string? Address);
