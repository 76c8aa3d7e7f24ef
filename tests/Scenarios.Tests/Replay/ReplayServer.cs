using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Scenarios.Tests.Replay;

/// <summary>Serves recorded answers over HTTPS on loopback.</summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private const string Prefix = "/api2/json";
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;

    private ReplayServer(WebApplication app, X509Certificate2 certificate) => (_app, _certificate) = (app, certificate);

    public Uri Endpoint => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public string Fingerprint => SelfSigned.Fingerprint(_certificate);

    public static async Task<ReplayServer> Start(RecordedCluster cluster, TimeProvider time)
    {
        var certificate = SelfSigned.Make();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        app.Run(context => Answer(context, cluster, time));
        await app.StartAsync();
        return new(app, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private static Task Answer(HttpContext context, RecordedCluster cluster, TimeProvider time)
    {
        var path = context.Request.Path.Value!;
        var data = path.StartsWith(Prefix, StringComparison.Ordinal) ? cluster.Answer(path[Prefix.Length..], time.GetUtcNow()) : null;
        if (data is null) context.Response.StatusCode = StatusCodes.Status501NotImplemented;
        context.Response.ContentType = "application/json;charset=UTF-8";
        return context.Response.WriteAsync(new JsonObject { ["data"] = data }.ToJsonString(), context.RequestAborted);
    }
}
