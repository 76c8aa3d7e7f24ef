using System.Collections.Immutable;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// The traits of guests and nodes that a cluster's grain pushes, so that nobody has to call it during its poll: all of them, or what
/// changed since the previous version.
/// </summary>
/// <param name="Source">Identifies the activation that pushes. Versions of different sources are not consecutive.</param>
/// <param name="Version">Grows by one with each update of a source.</param>
/// <param name="Full">Whether this is a full update.</param>
/// <param name="Guests">Guests that are new or changed.</param>
/// <param name="NodesInMaintenance">Nodes that Proxmox HA has in maintenance mode, all of them.</param>
[GenerateSerializer, Immutable, Alias("traits-update")]
public sealed record TraitsUpdate(
    [property: Id(0)] Guid Source,
    [property: Id(1)] long Version,
    [property: Id(2)] bool Full,
    [property: Id(3)] ImmutableArray<KeyValuePair<int, GuestTraits>> Guests,
    [property: Id(4)] ImmutableArray<string> NodesInMaintenance)
{
    /// <summary>Grows whenever the node, tags or pool of any guest changes.</summary>
    [Id(5)] public long TraitsVersion { get; init; }
}

/// <summary>An open incident whose suppression changes.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Id">The incident's id.</param>
/// <param name="Suppressions">What suppresses it now.</param>
[GenerateSerializer, Immutable, Alias("suppression-change")]
public sealed record SuppressionChange(
    [property: Id(0)] string Key, [property: Id(1)] string Id, [property: Id(2)] ImmutableArray<Domain.Incidents.Suppression> Suppressions);
