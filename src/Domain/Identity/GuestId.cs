using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OrleansMonitor.Domain.Identity;

/// <summary>The id of a guest, written <c>lab/100</c>. It does not contain the node, so it survives a migration.</summary>
/// <param name="Cluster">The cluster that the guest belongs to.</param>
/// <param name="Vmid">The VMID, 100 to 999,999,999 (api-schema <c>pve-vmid</c>).</param>
[GenerateSerializer, Immutable, Alias("guest-id")]
public readonly record struct GuestId([property: Id(0)] ClusterName Cluster, [property: Id(1)] int Vmid) : IParsable<GuestId>
{
    /// <summary>Parses <c>cluster/vmid</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static GuestId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a guest id such as lab/100.");

    /// <summary>Parses <c>cluster/vmid</c>; false if the text has another form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out GuestId result)
    {
        result = default;
        var slash = s?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash <= 0 || !ClusterName.TryParse(s![..slash], provider, out var cluster)) return false;
        if (!NodeId.ReadsAsVmid(s[(slash + 1)..], out var vmid)) return false;
        result = new GuestId(cluster, vmid);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cluster}/{Vmid}");
}
