using System.Globalization;

namespace OrleansMonitor.Domain.Identity;

/// <summary>
/// A monitored object: <c>lab</c>, <c>lab/pve1</c>, <c>lab/100</c>, <c>lab/pve1/local</c>, <c>lab/shared/ceph-vm</c>,
/// <c>lab/pve1/pveproxy</c>, or the <c>monitor</c> itself. It is the subject of conditions, incidents and events. The text determines the
/// kind except for parts of a node: a storage, a service and a certificate of the same name are distinguished by the condition.
/// </summary>
/// <param name="Cluster">The cluster that it belongs to.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Node">The node that it is part of, or null. A guest has none because it can migrate.</param>
/// <param name="Name">Its name within the cluster or node; empty for a cluster, the VMID for a guest.</param>
[GenerateSerializer, Immutable, Alias("entity-id")]
public readonly record struct EntityId(
    [property: Id(0)] ClusterName Cluster,
    [property: Id(1)] EntityKind Kind,
    [property: Id(2)] string? Node,
    [property: Id(3)] string Name)
{
    /// <summary>The VMID of a guest, else null.</summary>
    public int? Vmid => Kind == EntityKind.Guest ? int.Parse(Name, CultureInfo.InvariantCulture) : null;

    /// <summary>The id of a cluster.</summary>
    public static EntityId Of(ClusterName cluster) => new(cluster, EntityKind.Cluster, null, "");

    /// <summary>The id of a node.</summary>
    public static EntityId Of(NodeId node) => new(node.Cluster, EntityKind.Node, node.Name, node.Name);

    /// <summary>The id of a guest.</summary>
    public static EntityId Of(GuestId guest) =>
        new(guest.Cluster, EntityKind.Guest, null, guest.Vmid.ToString(CultureInfo.InvariantCulture));

    /// <summary>The id of a storage of one node, or of a shared one if <paramref name="node"/> is null.</summary>
    public static EntityId Storage(ClusterName cluster, string? node, string storage) => new(cluster, EntityKind.Storage, node, storage);

    /// <summary>The id of a system service.</summary>
    public static EntityId Service(NodeId node, string service) => new(node.Cluster, EntityKind.Service, node.Name, service);

    /// <summary>The id of a certificate, by its file name.</summary>
    public static EntityId Certificate(NodeId node, string file) => new(node.Cluster, EntityKind.Certificate, node.Name, file);

    /// <summary>The monitor itself, which belongs to no cluster.</summary>
    public static EntityId Monitor { get; } = new(default, EntityKind.Monitor, null, "monitor");

    /// <summary>The cluster's name; null for the monitor itself.</summary>
    public string? ClusterText => Kind == EntityKind.Monitor ? null : Cluster.ToString();

    /// <inheritdoc />
    public override string ToString() => Kind switch
    {
        EntityKind.Monitor => Name,
        EntityKind.Cluster => Cluster.ToString(),
        EntityKind.Node => new NodeId(Cluster, Name).ToString(),
        EntityKind.Guest => $"{Cluster}/{Name}",
        EntityKind.Storage when Node is null => $"{Cluster}/{NodeId.Shared}/{Name}",
        _ => $"{new NodeId(Cluster, Node ?? "")}/{Name}",
    };

    /// <summary>Parses the text of <see cref="ToString"/>; null if it is no id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="part">The kind of a node's part (storage, service or certificate), which the text does not contain.</param>
    public static EntityId? Find(string text, EntityKind part)
    {
        var names = text.Split('/');
        if (!ClusterName.TryParse(names[0], null, out var cluster) || names.Contains("")) return null;
        return names switch
        {
            [_] => Of(cluster),
            [_, var name] when NodeId.ReadsAsVmid(name, out var vmid) => Of(new GuestId(cluster, vmid)),
            [_, NodeId.Shared or NodeId.Mark] => null,
            [_, var name] => Of(new NodeId(cluster, NodeId.Unmarked(name))),
            [_, NodeId.Shared, var name] => part == EntityKind.Storage ? Storage(cluster, null, name) : null,
            [_, NodeId.Mark, _] => null,
            [_, var node, var name] => new(cluster, part, NodeId.Unmarked(node), name),
            _ => null,
        };
    }
}
