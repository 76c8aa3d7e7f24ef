using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansMonitor.Proxmox.Connections;

/// <summary>A server's certificate as it was presented. Looking at it sends nothing but a TLS handshake, and so no token.</summary>
/// <param name="Fingerprint">Its SHA-256 with colons, as <c>pvenode cert info</c> prints it.</param>
/// <param name="Subject">Whom it names.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="NotAfter">When it ends.</param>
/// <param name="Trusted">Whether this system trusts it for that host without a pin.</param>
public sealed record PresentedCertificate(string Fingerprint, string Subject, string Issuer, DateTimeOffset NotAfter, bool Trusted)
{
    /// <summary>Looks at the certificate of an https address.</summary>
    /// <exception cref="SocketException">Nothing listens there, or the name is not known.</exception>
    /// <exception cref="IOException">It does not speak TLS.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">No TLS version in common.</exception>
    public static async Task<PresentedCertificate> LookAsync(Uri endpoint, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port, cancellation);
        PresentedCertificate? seen = null;
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = endpoint.Host,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true
                },
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    seen = certificate is null ? null : Of(certificate, errors == SslPolicyErrors.None);
                    return true;
                },
            },
            cancellation);
        return seen ?? throw new IOException($"{endpoint.Authority} presented no certificate.");
    }

    private static PresentedCertificate Of(X509Certificate certificate, bool trusted)
    {
        using var full = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        var fingerprint = BitConverter.ToString(full.GetCertHash(HashAlgorithmName.SHA256)).Replace('-', ':');
        return new(fingerprint, full.Subject, full.Issuer, new DateTimeOffset(full.NotAfter.ToUniversalTime(), TimeSpan.Zero), trusted);
    }
}
