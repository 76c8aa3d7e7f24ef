using System.Diagnostics.CodeAnalysis;

namespace OrleansMonitor.Domain.Identity;

/// <summary>A hypervisor host within its cluster, written <c>lab/pve1</c>.</summary>
/// <param name="Cluster">The cluster that the node belongs to.</param>
/// <param name="Name">The node's name in Proxmox.</param>
[GenerateSerializer, Immutable, Alias("node-id")]
public readonly record struct NodeId([property: Id(0)] ClusterName Cluster, [property: Id(1)] string Name) : IParsable<NodeId>
{
    /// <summary>Reads <c>cluster/node</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static NodeId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a node id such as lab/pve1.");

    /// <summary>Reads <c>cluster/node</c>, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out NodeId result)
    {
        result = default;
        var slash = s?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash <= 0 || slash == s!.Length - 1 || s.IndexOf('/', slash + 1) >= 0) return false;
        if (!ClusterName.TryParse(s[..slash], provider, out var cluster)) return false;
        result = new NodeId(cluster, s[(slash + 1)..]);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Cluster}/{Name}";
}
