using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Proxmox.Tests.Server;

/// <summary>An HTTPS server on loopback that answers what a test tells it to.</summary>
internal sealed class ScriptedProxmox : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedProxmox(WebApplication app) => _app = app;

    /// <summary>What the next requests get.</summary>
    public RequestDelegate Script { get; set; } = Answers.Json("""{"data":[]}""");

    public Uri Address { get; private set; } = new("https://127.0.0.1");

    public ConcurrentQueue<(string Path, string? Authorization)> Requests { get; } = new();

    /// <summary>Methods of all requests, in their order.</summary>
    public ConcurrentQueue<string> Methods { get; } = new();

    public static async Task<ScriptedProxmox> StartAsync(RequestDelegate? script = null, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate ?? TestCertificate.SelfSigned)));
        var app = builder.Build();
        var server = new ScriptedProxmox(app);
        if (script is not null) server.Script = script;
        app.Run(context =>
        {
            server.Methods.Enqueue(context.Request.Method);
            server.Requests.Enqueue((context.Request.Path + context.Request.QueryString, context.Request.Headers.Authorization));
            return server.Script(context);
        });
        await app.StartAsync();
        server.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
