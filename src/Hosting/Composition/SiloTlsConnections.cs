using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Mutual TLS 1.3 on all connections of a silo, inbound and outbound. A peer without a certificate of the authority is rejected in the
/// handshake. Microsoft.Orleans.Connections.Security 10.4.2 cannot replace it: it takes one certificate, not a chain with intermediates,
/// and its server fails each handshake once the chain is set in the options that it hands out.
/// </summary>
internal static class SiloTlsConnections
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    public static void UseSiloTls(this ISiloBuilder silo, SiloTls tls) => silo.Configure<SiloConnectionOptions>(options =>
    {
        options.ConfigureSiloInboundConnection(connection => Secure(connection, stream => Accept(stream, tls)));
        options.ConfigureGatewayInboundConnection(connection => Secure(connection, stream => Accept(stream, tls)));
        options.ConfigureSiloOutboundConnection(connection => Secure(connection, stream => Connect(stream, tls)));
    });

    private static void Secure(IConnectionBuilder connection, Func<SslStream, Task> handshake) => connection.Use(next => async context =>
    {
        var plain = context.Transport;
        await using var stream = new SslStream(new PipeStream(plain), leaveInnerStreamOpen: false);
        await handshake(stream);
        context.Transport = new SecurePipe(PipeReader.Create(stream), PipeWriter.Create(stream));
        try
        {
            await next(context);
        }
        finally
        {
            context.Transport = plain;
        }
    });

    private static async Task Accept(SslStream stream, SiloTls tls)
    {
        using var limit = new CancellationTokenSource(HandshakeTimeout);
        await stream.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = Context(tls),
                ClientCertificateRequired = true,
                EnabledSslProtocols = SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => IsSilo(certificate, tls),
            },
            limit.Token);
    }

    private static async Task Connect(SslStream stream, SiloTls tls)
    {
        using var limit = new CancellationTokenSource(HandshakeTimeout);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                // Silos are authenticated by their authority: their addresses come from the database and need not be in a certificate.
                TargetHost = "silo",
                ClientCertificateContext = Context(tls),
                EnabledSslProtocols = SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => IsSilo(certificate, tls),
            },
            limit.Token);
    }

    private static SslStreamCertificateContext Context(SiloTls tls) =>
        SslStreamCertificateContext.Create(tls.Certificate, tls.Intermediates, offline: true);

    private static bool IsSilo(X509Certificate? certificate, SiloTls tls)
    {
        if (certificate is not X509Certificate2 peer) return false;
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
        return chain.Build(peer);
    }

    private sealed record SecurePipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
