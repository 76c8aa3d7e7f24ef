using System.Net.Security;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Failures;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// Asks an address whether a web server answers there at all. It sends no credentials, so it need not trust who answers; any answer counts.
/// </summary>
internal sealed class NodePing(IProxmoxTransport transport, TimeProvider time) : IDisposable
{
    /// <summary>How long a node is waited for.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromSeconds(1);
    private static readonly SslClientAuthenticationOptions AnyServer =
        new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true };

    private readonly HttpClient _client =
        new(transport.Pooled(AnyServer, connect: null, ConnectionLifetime)) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    public async Task<bool> AnswersAsync(Uri address, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var answer = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return true;
        }
        catch (Exception e) when (TransportFailures.Explains(e) && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => _client.Dispose();
}
