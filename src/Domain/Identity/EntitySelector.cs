namespace OrleansMonitor.Domain.Identity;

/// <summary>The criterion of an <see cref="EntitySelector"/>.</summary>
public enum SelectorKind
{
    /// <summary>A whole cluster with everything in it.</summary>
    Cluster,

    /// <summary>A node, its parts, and the guests on it.</summary>
    Node,

    /// <summary>One guest.</summary>
    Guest,

    /// <summary>Guests with a tag.</summary>
    Tag,

    /// <summary>Guests in a pool.</summary>
    Pool,

    /// <summary>One storage, on one node or on all of them.</summary>
    Storage,
}

/// <summary>Guest attributes used for selection. All of them can change.</summary>
/// <param name="Node">The node that it is on.</param>
/// <param name="Tags">Its tags, separated by <c>;</c>.</param>
/// <param name="Pool">Its pool.</param>
[GenerateSerializer, Immutable, Alias("guest-traits")]
public readonly record struct GuestTraits([property: Id(0)] string Node, [property: Id(1)] string? Tags, [property: Id(2)] string? Pool);

/// <summary>Selects the entities that a setting applies to.</summary>
/// <param name="Kind">The criterion.</param>
/// <param name="Cluster">The cluster; null for a tag or pool of any cluster.</param>
/// <param name="Value">The node's, storage's, tag's or pool's name, the VMID, or empty for a cluster.</param>
[GenerateSerializer, Immutable, Alias("entity-selector")]
public sealed record EntitySelector(
    [property: Id(0)] SelectorKind Kind, [property: Id(1)] ClusterName? Cluster, [property: Id(2)] string Value)
{
    /// <summary>The node of the storage; null for a shared one, and for other kinds.</summary>
    [Id(3)] public string? Node { get; init; }

    /// <summary>Whether it selects an entity; null if that is not known.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="node">The affected node, if known.</param>
    /// <param name="traits">The guest's attributes; null if unknown.</param>
    public bool? Covers(EntityId entity, string? node, GuestTraits? traits)
    {
        if (entity.Kind == EntityKind.Monitor || (Cluster is { } cluster && cluster != entity.Cluster)) return false;
        var guest = entity.Kind == EntityKind.Guest;
        return Kind switch
        {
            SelectorKind.Cluster => true,
            SelectorKind.Node when (traits?.Node ?? entity.Node ?? node) is { } at => string.Equals(at, Value, StringComparison.Ordinal),
            SelectorKind.Node => guest ? null : false,
            SelectorKind.Guest => guest && string.Equals(entity.Name, Value, StringComparison.Ordinal),
            // A shared storage is checked on each node, so its name selects all of them.
            SelectorKind.Storage => entity.Kind == EntityKind.Storage && string.Equals(entity.Name, Value, StringComparison.Ordinal)
                && (Node is null || string.Equals(entity.Node, Node, StringComparison.Ordinal)),
            _ when !guest => false,
            _ when traits is null => null,
            SelectorKind.Tag => GuestTags.Contain(traits.Value.Tags, Value),
            _ => string.Equals(traits.Value.Pool, Value, StringComparison.Ordinal),
        };
    }

    /// <inheritdoc />
    public override string ToString() => Kind switch
    {
        SelectorKind.Cluster => $"cluster {Cluster}",
        SelectorKind.Storage when Cluster is { } cluster => $"storage {EntityId.Storage(cluster, Node, Value)}",
        SelectorKind.Node when Cluster is { } cluster => $"node {new NodeId(cluster, Value)}",
        SelectorKind.Node or SelectorKind.Guest => $"{Kind.ToString().ToLowerInvariant()} {Cluster}/{Value}",
        _ => $"{Kind.ToString().ToLowerInvariant()} {Value}{(Cluster is { } of ? $" of {of}" : "")}",
    };
}
