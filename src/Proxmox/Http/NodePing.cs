using System.Net.Security;
using System.Net.Sockets;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Failures;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// Checks how the machine at an address reacts to a request. It sends no credentials, so it accepts any certificate; any response counts.
/// </summary>
internal sealed class NodePing(IProxmoxTransport transport, TimeProvider time) : IDisposable
{
    /// <summary>The timeout of one ping.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(3);

    // Shorter than the timeout of the ping, so that a machine that is off differs from one that hangs.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromSeconds(1);
    private static readonly SslClientAuthenticationOptions AnyServer =
        new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true };

    private readonly HttpClient _client =
        new(transport.Pooled(AnyServer, ConnectTimeout, ConnectionLifetime)) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    public async Task<NodeReaction> AskAsync(Uri address, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var answer = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return NodeReaction.Answers;
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && e.InnerException is not TimeoutException)
        {
            return NodeReaction.Connects;
        }
        catch (Exception e) when (TransportFailures.Explains(e) && !cancellation.IsCancellationRequested)
        {
            return TransportFailures.Socket(e) == SocketError.ConnectionRefused ? NodeReaction.Refuses : NodeReaction.None;
        }
    }

    public void Dispose() => _client.Dispose();
}
