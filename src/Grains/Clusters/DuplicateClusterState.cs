using System.Collections.Immutable;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>The known identities of the configured clusters.</summary>
/// <param name="Identities">By the cluster's name; null if the identity could not be read.</param>
[GenerateSerializer, Immutable, Alias("twins-state")]
internal sealed record DuplicateClusterState([property: Id(0)] ImmutableDictionary<string, string?> Identities)
{
    public static DuplicateClusterState Empty { get; } = new(ImmutableDictionary<string, string?>.Empty);
}
