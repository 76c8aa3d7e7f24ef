
namespace OrleansMonitor.Proxmox.Http;

/// <summary>Counts all requests sent, including retries.</summary>
internal sealed class CountingHandler(RequestWindow window, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        window.Add();
        return base.SendAsync(request, cancellationToken);
    }
}
