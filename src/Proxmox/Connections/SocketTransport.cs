using System.Net;
using System.Net.Security;

namespace OrleansMonitor.Proxmox.Connections;

/// <summary>HTTPS over sockets.</summary>
public sealed class SocketTransport : IProxmoxTransport
{
    private SocketTransport()
    {
    }

    /// <summary>The shared instance; it is stateless.</summary>
    public static SocketTransport Instance { get; } = new();

    /// <inheritdoc />
    public HttpMessageHandler Pooled(SslClientAuthenticationOptions tls, TimeSpan? connect, TimeSpan lifetime)
    {
        var handler = Plain(tls);
        if (connect is { } limit) handler.ConnectTimeout = limit;
        handler.PooledConnectionLifetime = lifetime;
        return handler;
    }

    /// <inheritdoc />
    public HttpMessageHandler Single(SslClientAuthenticationOptions tls, TimeSpan connect, Action connected)
    {
        var connections = 0;
        var handler = Plain(tls);
        handler.ConnectTimeout = connect;
        handler.MaxConnectionsPerServer = 1;
        handler.PooledConnectionLifetime = TimeSpan.Zero;
        handler.PlaintextStreamFilter = (context, _) =>
        {
            if (Interlocked.Increment(ref connections) > 1)
                throw new InvalidOperationException("A POST has one connection only.");
            connected();
            return ValueTask.FromResult(context.PlaintextStream);
        };
        return handler;
    }

    private static SocketsHttpHandler Plain(SslClientAuthenticationOptions tls) => new()
    {
        // No compression: sending 31 MB over a LAN takes less CPU time on both machines than compressing it.
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ActivityHeadersPropagator = null,
        SslOptions = tls,
    };
}
