using System.Net.Security;
using System.Net.Sockets;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Trust.Playing;

/// <summary>The in-process network between the monitor's machine and a simulated cluster. It can be down.</summary>
internal sealed class MachineNetwork(SimulatedProxmox proxmox) : IProxmoxTransport
{
    /// <summary>Whether the network is down.</summary>
    public bool IsDown { get; set; }

    public HttpMessageHandler Pooled(SslClientAuthenticationOptions tls, TimeSpan? connect, TimeSpan lifetime) =>
        new Cable(this, proxmox.Handler(tls));

    public HttpMessageHandler Single(SslClientAuthenticationOptions tls, TimeSpan connect, Action connected) =>
        new Cable(this, proxmox.Handler(tls, connected));

    private sealed class Cable(MachineNetwork network, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            network.IsDown
            ? throw new HttpRequestException(
            HttpRequestError.ConnectionError, "Network is unreachable", new SocketException((int)SocketError.NetworkUnreachable))
            : base.SendAsync(request, cancellationToken);
    }
}
