using System.Collections.Immutable;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// What a cluster's grain tells of its guests and nodes, so that nobody has to ask it in the middle of its poll: all of it, or what moved
/// since the version before.
/// </summary>
/// <param name="Source">Names the activation that tells; versions of different ones do not follow each other.</param>
/// <param name="Version">Grows by one with each update of a source.</param>
/// <param name="Full">True where this is everything.</param>
/// <param name="Guests">Guests that are new or moved.</param>
/// <param name="NodesInMaintenance">Nodes that Proxmox HA has in maintenance mode, all of them.</param>
[GenerateSerializer, Immutable, Alias("traits-update")]
public sealed record TraitsUpdate(
    [property: Id(0)] Guid Source,
    [property: Id(1)] long Version,
    [property: Id(2)] bool Full,
    [property: Id(3)] ImmutableArray<KeyValuePair<int, GuestTraits>> Guests,
    [property: Id(4)] ImmutableArray<string> NodesInMaintenance)
{
    /// <summary>Grows whenever the node, tags or pool of any guest moved.</summary>
    [Id(5)] public long TraitsVersion { get; init; }
}

/// <summary>An open incident whose suppression is not what it was.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Id">Which one of the key.</param>
/// <param name="Suppressions">What suppresses it now.</param>
[GenerateSerializer, Immutable, Alias("suppression-change")]
public sealed record SuppressionChange(
    [property: Id(0)] string Key, [property: Id(1)] string Id, [property: Id(2)] ImmutableArray<Domain.Incidents.Suppression> Suppressions);
