using System.Net.Security;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// Asks an address whether a web server answers there at all. It sends no credentials, so it need not trust who answers; any answer counts.
/// </summary>
internal sealed class NodePing(TimeProvider time) : IDisposable
{
    /// <summary>How long a node is waited for.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(3);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromSeconds(1),
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<bool> AnswersAsync(Uri address, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var answer = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _client.Dispose();
}
