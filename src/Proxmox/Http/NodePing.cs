using System.Net.Security;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Failures;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// Checks whether a web server answers at an address. It sends no credentials, so it accepts any certificate; any response counts.
/// </summary>
internal sealed class NodePing(IProxmoxTransport transport, TimeProvider time) : IDisposable
{
    /// <summary>The timeout of one ping.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromSeconds(1);
    private static readonly SslClientAuthenticationOptions AnyServer =
        new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true };

    private readonly HttpClient _client =
        new(transport.Pooled(AnyServer, connect: null, ConnectionLifetime)) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    public async Task<bool> AnswersAsync(Uri address, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
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
