using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OrleansMonitor.Domain.Identity;

/// <summary>
/// A guest, written <c>lab/100</c>. The node is no part of it, so a migration keeps the identity.
/// </summary>
/// <param name="Cluster">The cluster that the guest belongs to.</param>
/// <param name="Vmid">Proxmox' number of the guest, 100 to 999,999,999 (api-schema <c>pve-vmid</c>).</param>
[GenerateSerializer, Immutable, Alias("guest-id")]
public readonly record struct GuestId([property: Id(0)] ClusterName Cluster, [property: Id(1)] int Vmid) : IParsable<GuestId>
{
    /// <summary>Reads <c>cluster/vmid</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static GuestId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a guest id such as lab/100.");

    /// <summary>Reads <c>cluster/vmid</c>, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out GuestId result)
    {
        result = default;
        if (!NodeId.TryParse(s, provider, out var parts)) return false;
        if (!int.TryParse(parts.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var vmid) || vmid < 100 || parts.Name[0] == '0') return false;
        result = new GuestId(parts.Cluster, vmid);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cluster}/{Vmid}");
}
