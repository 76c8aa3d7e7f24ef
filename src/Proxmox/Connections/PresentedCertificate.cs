using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansMonitor.Proxmox.Connections;

/// <summary>A server's certificate as presented. Fetching it performs only a TLS handshake, so no token is sent.</summary>
/// <param name="Fingerprint">SHA-256 with colons, as printed by <c>pvenode cert info</c>.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Issuer">The issuer.</param>
/// <param name="NotAfter">The end of its validity.</param>
/// <param name="Trusted">Whether the system trusts it for that host without a pinned fingerprint.</param>
public sealed record PresentedCertificate(string Fingerprint, string Subject, string Issuer, DateTimeOffset NotAfter, bool Trusted)
{
    /// <summary>Fetches the certificate of an https address.</summary>
    /// <exception cref="SocketException">Nothing listens there, or the name is not known.</exception>
    /// <exception cref="IOException">The server does not speak TLS.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">No TLS version in common.</exception>
    public static async Task<PresentedCertificate> FetchAsync(Uri endpoint, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port, cancellation);
        PresentedCertificate? presented = null;
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = endpoint.Host,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    presented = certificate is null ? null : Of(certificate, errors == SslPolicyErrors.None);
                    return true;
                },
            },
            cancellation);
        return presented ?? throw new IOException($"{endpoint.Authority} presented no certificate.");
    }

    private static PresentedCertificate Of(X509Certificate certificate, bool trusted)
    {
        using var full = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        var fingerprint = BitConverter.ToString(full.GetCertHash(HashAlgorithmName.SHA256)).Replace('-', ':');
        return new(fingerprint, full.Subject, full.Issuer, new DateTimeOffset(full.NotAfter.ToUniversalTime(), TimeSpan.Zero), trusted);
    }
}
