using System.Net.Security;

namespace OrleansMonitor.Proxmox.Connections;

/// <summary>
/// How requests get to a Proxmox node: over sockets, unless another one is registered. A simulation registers one that calls the simulated
/// node within the process.
/// </summary>
public interface IProxmoxTransport
{
    /// <summary>A handler that keeps its connections for further requests.</summary>
    /// <param name="tls">What the server's certificate is judged by.</param>
    /// <param name="connect">How long a connection may take to be made; null for no limit.</param>
    /// <param name="lifetime">How long one is used.</param>
    HttpMessageHandler Pooled(SslClientAuthenticationOptions tls, TimeSpan? connect, TimeSpan lifetime);

    /// <summary>A handler that makes one connection for one request and never sends it again.</summary>
    /// <param name="tls">What the server's certificate is judged by.</param>
    /// <param name="connect">How long the connection may take to be made.</param>
    /// <param name="connected">Called before the first byte of the request leaves.</param>
    HttpMessageHandler Single(SslClientAuthenticationOptions tls, TimeSpan connect, Action connected);
}
