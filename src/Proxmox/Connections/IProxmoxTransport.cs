using System.Net.Security;

namespace OrleansMonitor.Proxmox.Connections;

/// <summary>
/// Transports requests to a Proxmox node: over sockets by default. A simulation registers one that calls the simulated node in-process.
/// </summary>
public interface IProxmoxTransport
{
    /// <summary>Creates a handler that pools its connections.</summary>
    /// <param name="tls">Validation of the server's certificate.</param>
    /// <param name="connect">The connect timeout; null for none.</param>
    /// <param name="lifetime">The maximum lifetime of a connection.</param>
    HttpMessageHandler Pooled(SslClientAuthenticationOptions tls, TimeSpan? connect, TimeSpan lifetime);

    /// <summary>Creates a handler that opens one connection for one request and never resends it.</summary>
    /// <param name="tls">Validation of the server's certificate.</param>
    /// <param name="connect">The connect timeout.</param>
    /// <param name="connected">Called before the first byte of the request leaves.</param>
    HttpMessageHandler Single(SslClientAuthenticationOptions tls, TimeSpan connect, Action connected);
}
