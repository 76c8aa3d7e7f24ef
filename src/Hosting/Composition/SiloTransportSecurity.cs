using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Mutual TLS 1.3 on all connections of a silo, inbound and outbound. A peer without a certificate of the authority is rejected in the
/// handshake.
/// </summary>
internal static class SiloTransportSecurity
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    public static void Configure(TlsOptions options, SiloTls tls)
    {
        var context = SslStreamCertificateContext.Create(tls.Certificate, tls.Intermediates, offline: true);
        options.LocalCertificate = tls.Certificate;
        (options.RemoteCertificateMode, options.ClientCertificateMode) =
            (RemoteCertificateMode.RequireCertificate, RemoteCertificateMode.RequireCertificate);
        options.RemoteCertificateValidation = (certificate, _, _) => IsSilo(certificate, tls);
        options.SslProtocols = SslProtocols.Tls13;
        options.HandshakeTimeout = HandshakeTimeout;

        // The certificate contexts also send the intermediates.
        options.OnAuthenticateAsServer = (_, server) =>
        {
            var own = (SslServerAuthenticationOptions)server.SslServerAuthenticationOptions;
            (own.ServerCertificate, own.ServerCertificateContext) = (null, context);
        };
        options.OnAuthenticateAsClient = (_, client) =>
        {
            var own = (SslClientAuthenticationOptions)client.SslClientAuthenticationOptions;
            (own.ClientCertificates, own.ClientCertificateContext) = (null, context);

            // Silos are authenticated by their authority: their addresses come from the database and need not be in a certificate.
            own.TargetHost = "silo";
        };
    }

    private static bool IsSilo(X509Certificate2 certificate, SiloTls tls)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(tls.Authorities);
        chain.ChainPolicy.ExtraStore.AddRange(tls.Intermediates);
        return chain.Build(certificate);
    }
}
