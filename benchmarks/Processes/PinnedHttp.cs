using System.Net;
using System.Security.Cryptography;

namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>An HTTP client with the pinned certificate of the simulated Proxmox and the read token.</summary>
internal static class PinnedHttp
{
    public static HttpClient Client(Connection connection)
    {
        var pin = connection.Fingerprint.Replace(":", "", StringComparison.Ordinal);
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            SslOptions = new()
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    string.Equals(certificate?.GetCertHashString(HashAlgorithmName.SHA256), pin, StringComparison.OrdinalIgnoreCase),
            },
        };
        var http = new HttpClient(handler);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"PVEAPIToken={connection.TokenId}={connection.TokenSecret}");
        return http;
    }
}
