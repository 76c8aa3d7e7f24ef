using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OrleansMonitor.Domain.Identity;

/// <summary>
/// The id of a node, written <c>lab/pve1</c>. A node whose name looks like a VMID or is <c>shared</c> is written <c>lab/node:104</c>, to
/// distinguish it from a guest or shared storage.
/// </summary>
/// <param name="Cluster">The cluster that the node belongs to.</param>
/// <param name="Name">The node's name in Proxmox.</param>
[GenerateSerializer, Immutable, Alias("node-id")]
public readonly record struct NodeId([property: Id(0)] ClusterName Cluster, [property: Id(1)] string Name) : IParsable<NodeId>
{
    /// <summary>The prefix of an ambiguous node name.</summary>
    internal const string Mark = "node:";

    /// <summary>The placeholder for the node in the id of a shared storage.</summary>
    internal const string Shared = "shared";

    /// <summary>The node's name as written within its cluster: <c>pve1</c>, <c>node:104</c>.</summary>
    public string Label => IsAmbiguous(Name) ? Mark + Name : Name;

    /// <summary>Parses <c>cluster/node</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static NodeId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a node id such as lab/pve1.");

    /// <summary>Parses <c>cluster/node</c>; false if the text has another form. <c>lab/104</c> is accepted as node 104.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out NodeId result)
    {
        result = default;
        var slash = s?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash <= 0 || slash == s!.Length - 1 || s.IndexOf('/', slash + 1) >= 0) return false;
        if (!ClusterName.TryParse(s[..slash], provider, out var cluster)) return false;
        var name = Unmarked(s[(slash + 1)..]);
        result = new NodeId(cluster, name);
        return name.Length > 0;
    }

    /// <summary>Removes the prefix, if any.</summary>
    internal static string Unmarked(string label) => label.StartsWith(Mark, StringComparison.Ordinal) ? label[Mark.Length..] : label;

    /// <summary>Whether a text is a VMID as Proxmox writes it: 100 or more, without a leading zero.</summary>
    internal static bool ReadsAsVmid(string text, out int vmid) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out vmid) && vmid >= 100 && text[0] != '0';

    /// <inheritdoc />
    public override string ToString() => $"{Cluster}/{Label}";

    private static bool IsAmbiguous(string? name) =>
        name is not null && (name == Shared || name.StartsWith(Mark, StringComparison.Ordinal) || ReadsAsVmid(name, out _));
}
