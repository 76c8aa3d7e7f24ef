using System.Collections.Immutable;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>What is known of the configured clusters' identities.</summary>
/// <param name="Identities">By the cluster's name; null for one whose identity could not be read.</param>
[GenerateSerializer, Immutable, Alias("twins-state")]
internal sealed record DuplicateClusterState([property: Id(0)] ImmutableDictionary<string, string?> Identities)
{
    /// <summary>Nothing was looked at yet.</summary>
    public static DuplicateClusterState Empty { get; } = new(ImmutableDictionary<string, string?>.Empty);
}
