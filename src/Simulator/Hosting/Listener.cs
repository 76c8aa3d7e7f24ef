using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Model;
using OrleansMonitor.Simulator.Requests;

namespace OrleansMonitor.Simulator.Hosting;

/// <summary>Kestrel with one HTTPS address per node, without logging or configuration files.</summary>
internal static class Listener
{
    private const int MegabytesOfBody = 1 << 20;

    public static WebApplication Build(IReadOnlyList<(Node Node, IPEndPoint EndPoint)> nodes, Certificates certificates,
        Simulation simulation, RequestLog requests, Func<HttpContext, Node, Task> handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Listener).Assembly.GetName()
            .Name
        });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MegabytesOfBody;
            kestrel.Limits.MinResponseDataRate = null;
            foreach (var (node, endPoint) in nodes) Listen(kestrel, node, endPoint, nodes, certificates, simulation, requests);
        });
        var app = builder.Build();
        var byEndPoint = nodes.ToDictionary(entry => entry.EndPoint, entry => entry.Node);
        app.Run(context => handle(context, byEndPoint[new(context.Connection.LocalIpAddress!.MapToIPv4(), context.Connection.LocalPort)]));
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, Node node, IPEndPoint endPoint,
        IReadOnlyList<(Node Node, IPEndPoint EndPoint)> nodes, Certificates certificates,
        Simulation simulation, RequestLog requests) =>
        kestrel.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => async connection =>
            {
                // The last address stays open, or nobody could reach /sim to power a node on. The API itself still resets.
                if (simulation.With(_ => node.Unreachable && nodes.Any(other => !other.Node.Unreachable))) connection.Abort();
                else await Connect(connection, next, requests);
            });
            listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => node.Certificate?.Leaf ?? certificates.Leaf);
            listen.Use(next => connection =>
            {
                connection.Features.Get<Handshake>()?.Connecting.Dispose();
                return next(connection);
            });
        });

    private static async Task Connect(ConnectionContext connection, ConnectionDelegate next, RequestLog requests)
    {
        using var connecting = requests.Connect();
        connection.Features.Set(new Handshake(connecting));
        await next(connection);
    }

    // Counts the connection until the TLS handshake is done.
    private sealed record Handshake(IDisposable Connecting);
}
