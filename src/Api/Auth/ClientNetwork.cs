using System.Net;
using System.Net.Sockets;

namespace OrleansMonitor.Api.Auth;

/// <summary>What limits count as one client.</summary>
internal static class ClientNetwork
{
    private const int SubnetBytes = 8;

    /// <summary>
    /// An IPv4 address, or the /64 of an IPv6 address, because its owner can use all addresses in it. Connections without an address share
    /// one.
    /// </summary>
    public static IPAddress Of(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address)) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(SubnetBytes).Clear();
        return new IPAddress(bytes);
    }
}
