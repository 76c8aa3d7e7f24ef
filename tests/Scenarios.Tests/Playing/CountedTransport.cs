using System.Net.Security;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>
/// Sockets, with a count of the requests that wait for their answer. A simulated node knows of a request once it has arrived; the monitor
/// waits from when the connection is made, to a node without power too.
/// </summary>
internal sealed class CountedTransport : IProxmoxTransport
{
    private int _waiting;

    /// <summary>How many requests wait for the head of their answer.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public HttpMessageHandler Pooled(SslClientAuthenticationOptions tls, TimeSpan? connect, TimeSpan lifetime) =>
        new Counter(this, SocketTransport.Instance.Pooled(tls, connect, lifetime));

    public HttpMessageHandler Single(SslClientAuthenticationOptions tls, TimeSpan connect, Action connected) =>
        new Counter(this, SocketTransport.Instance.Single(tls, connect, connected));

    private sealed class Counter(CountedTransport all, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref all._waiting);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref all._waiting);
            }
        }
    }
}
