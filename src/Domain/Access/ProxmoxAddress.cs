using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OrleansMonitor.Domain.Access;

/// <summary>Reads the addresses of Proxmox nodes as people write them. Pure.</summary>
public static class ProxmoxAddress
{
    /// <summary>The port of an address without one: Proxmox' API listens there (pveproxy(8)).</summary>
    public const int DefaultPort = 8006;

    /// <summary>Reads an address such as <c>10.0.0.1</c>, <c>pve1:8006</c> or <c>https://proxy.example:443/pve</c>.</summary>
    /// <param name="text">The text. Without a scheme it is https, without a port 8006.</param>
    /// <param name="address">The address.</param>
    /// <param name="problem">What is wrong with it, to follow the address in a sentence.</param>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out Uri? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        var trimmed = (text ?? "").Trim();
        if (trimmed.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            problem = "is not encrypted: the token would travel in the clear. Proxmox listens with https; write https://";
            return false;
        }

        var full = trimmed.Contains("://", StringComparison.Ordinal) ? trimmed : $"https://{trimmed}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.Host.Length == 0
            || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            problem = "is not an https address such as https://10.0.0.1:8006";
            return false;
        }

        problem = null;
        address = uri.IsDefaultPort && !NamesPort(full) ? new UriBuilder(uri) { Port = DefaultPort }.Uri : uri;
        return true;
    }

    /// <summary>
    /// One text for addresses that are the same: host names ignore case and may end in a dot. The path counts, since a proxy may serve
    /// several clusters under one address.
    /// </summary>
    public static string Normalise(Uri address) =>
        $"{address.IdnHost.TrimEnd('.').ToLowerInvariant()}:{address.Port.ToString(CultureInfo.InvariantCulture)}"
        + address.AbsolutePath.TrimEnd('/');

    // Uri does not tell a port that is written from one that follows from the scheme.
    private static bool NamesPort(string full)
    {
        var authority = full[(full.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var end = authority.IndexOf('/', StringComparison.Ordinal);
        return (end < 0 ? authority : authority[..end]).EndsWith(":443", StringComparison.Ordinal);
    }
}
