using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OrleansMonitor.Domain.Identity;

/// <summary>
/// A hypervisor host within its cluster, written <c>lab/pve1</c>. One whose name reads as a VMID or as <c>shared</c> is written
/// <c>lab/node:104</c>, so that it is never taken for a guest or for shared storage.
/// </summary>
/// <param name="Cluster">The cluster that the node belongs to.</param>
/// <param name="Name">The node's name in Proxmox.</param>
[GenerateSerializer, Immutable, Alias("node-id")]
public readonly record struct NodeId([property: Id(0)] ClusterName Cluster, [property: Id(1)] string Name) : IParsable<NodeId>
{
    /// <summary>What stands before a name that would read as something else.</summary>
    internal const string Mark = "node:";

    /// <summary>The word that stands for all nodes of a cluster where a shared storage is named.</summary>
    internal const string Shared = "shared";

    /// <summary>The node's name as it is written within its cluster: <c>pve1</c>, <c>node:104</c>.</summary>
    public string Label => IsAmbiguous(Name) ? Mark + Name : Name;

    /// <summary>Reads <c>cluster/node</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static NodeId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a node id such as lab/pve1.");

    /// <summary>
    /// Reads <c>cluster/node</c>, or answers false. Where it is a node that is asked for, <c>lab/104</c> is the node 104 as well.
    /// </summary>
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

    /// <summary>The name without what may stand before it.</summary>
    internal static string Unmarked(string label) => label.StartsWith(Mark, StringComparison.Ordinal) ? label[Mark.Length..] : label;

    /// <summary>Whether digits are a VMID as Proxmox writes it: 100 or more, without a leading zero.</summary>
    internal static bool ReadsAsVmid(string text, out int vmid) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out vmid) && vmid >= 100 && text[0] != '0';

    /// <inheritdoc />
    public override string ToString() => $"{Cluster}/{Label}";

    private static bool IsAmbiguous(string? name) =>
        name is not null && (name == Shared || name.StartsWith(Mark, StringComparison.Ordinal) || ReadsAsVmid(name, out _));
}
