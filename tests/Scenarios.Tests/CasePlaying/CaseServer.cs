using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Scenarios.Tests.Replay;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>
/// Serves a case over HTTPS: each endpoint and each member's own address is a loopback address of its own, all with one port. A member's
/// address that the case states is moved to loopback where it is served.
/// </summary>
internal sealed partial class CaseServer : IAsyncDisposable
{
    private const string Prefix = "/api2/json";
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly CaseWorld _world;
    private readonly X509Certificate2[] _certificates = [SelfSigned.Make(), SelfSigned.Make()];
    private readonly System.Collections.Concurrent.ConcurrentQueue<TimeSpan> _asked = [];
    private WebApplication _app = null!;
    private int _inFlight;
    private int _held;
    private long _total;

    private CaseServer(CaseWorld world) => _world = world;

    public int Port { get; private set; }

    /// <summary>The fingerprint of the first certificate.</summary>
    public string Fingerprint => SelfSigned.Fingerprint(_certificates[0]);

    /// <summary>The fingerprint of the one that it may be changed for.</summary>
    public string NewFingerprint => SelfSigned.Fingerprint(_certificates[1]);

    /// <summary>When each request came.</summary>
    public IReadOnlyCollection<TimeSpan> Asked => _asked;

    /// <summary>What is on its way.</summary>
    public (int InFlight, int Held, long Total) Requests =>
        (Volatile.Read(ref _inFlight), Volatile.Read(ref _held), Interlocked.Read(ref _total));

    public static async Task<CaseServer> Start(CaseWorld world)
    {
        var server = new CaseServer(world);
        for (var tries = 0; ; tries++)
        {
            try
            {
                await server.Listen(FreePort());
                return server;
            }
            catch (IOException) when (tries < 3)
            {
                // Somebody else took the port on one of the addresses.
                await server._app.DisposeAsync();
            }
        }
    }

    /// <summary>Where an endpoint is found.</summary>
    public Uri Address(Place place) => new UriBuilder(Uri.UriSchemeHttps, place.Address.ToString(), Port).Uri;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var certificate in _certificates) certificate.Dispose();
    }

    /// <summary>The loopback address that stands for a member's.</summary>
    internal static string Moved(string address) =>
        Address4().Replace(address, match => $"127.1{match.Groups["b"].Value.PadLeft(2, '0')[^2..]}.{match.Groups["rest"].Value}");

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task Listen(int port)
    {
        Port = port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var place in _world.Places.DistinctBy(place => place.Address))
                kestrel.Listen(place.Address, port, listen => Serve(listen, () => IsOpen(place)));
            foreach (var member in _world.MemberAddresses().Where(member => IPAddress.TryParse(Moved(member), out _)))
                kestrel.Listen(IPAddress.Parse(Moved(member)), port, listen => Serve(listen, () => _world.AnswersAt(member)));
        });
        _app = builder.Build();
        _app.Run(Answer);
        await _app.StartAsync();
    }

    private bool IsOpen(Place place) => _world.Mood(place, asked: false) is not { Conduct: Conduct.Refuses };

    private void Serve(Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions listen, Func<bool> isOpen)
    {
        listen.Use(next => connection =>
        {
            if (isOpen()) return next(connection);
            connection.Abort();
            return Task.CompletedTask;
        });
        listen.UseHttps(
            https => https.ServerCertificateSelector = (_, _) => _certificates[Math.Min(_world.CertificateNow, _certificates.Length - 1)]);
    }

    private async Task Answer(HttpContext context)
    {
        Interlocked.Increment(ref _total);
        _asked.Enqueue(_world.Now);
        Interlocked.Increment(ref _inFlight);
        try
        {
            if (_world.Places.FirstOrDefault(place => place.Address.Equals(context.Connection.LocalIpAddress)) is { } place)
                await Answer(context, place);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task Answer(HttpContext context, Place place)
    {
        // A connection that was made before the change is not one that Proxmox would have kept.
        if (!IsOpen(place) || context.Features.Get<ITlsConnectionFeature>() is null || IsOfFormerCertificate(context))
        {
            context.Abort();
            return;
        }

        var path = context.Request.Path.Value!;
        var (reply, data) = path.StartsWith(Prefix, StringComparison.Ordinal)
            ? _world.Answer(
            new(place, context.Request.Method, path[Prefix.Length..], name => context.Request.Query[name].FirstOrDefault(), User(context)))
            : (Reply.Of("501 not implemented"), null);
        if (reply is { Conduct: Conduct.Hangs }) await Hold(context);
        else if (reply is not null) await Write(context, reply);
        else await Write(
            context, new(Conduct.Answers, 200, "", LoneSurrogates.Restore(new JsonObject { ["data"] = data }.ToJsonString(Written)),
                "application/json;charset=UTF-8", []), move: path.EndsWith("/cluster/status", StringComparison.Ordinal));
    }

    private bool IsOfFormerCertificate(HttpContext context)
    {
        var items = context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items;
        items.TryAdd(nameof(CaseServer), _world.CertificateNow);
        return (int)items[nameof(CaseServer)]! != _world.CertificateNow;
    }

    private async Task Hold(HttpContext context)
    {
        Interlocked.Increment(ref _held);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (context.RequestAborted.Register(gone.SetResult)) await gone.Task;
        Interlocked.Decrement(ref _held);
    }

    private static async Task Write(HttpContext context, Reply reply, bool move = false)
    {
        context.Response.StatusCode = reply.Status;
        if (reply.Reason.Length > 0) context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reply.Reason;
        context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
        await context.Response.WriteAsync(move ? Moved(reply.Body) : reply.Body, context.RequestAborted);
    }

    private static string User(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is ['P', ..] token
        ? token[(token.IndexOf('=', StringComparison.Ordinal) + 1)..token.LastIndexOf('=')] : "root@pam";

    [GeneratedRegex(@"\b\d+\.(?<b>\d+)\.(?<rest>\d+\.\d+)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address4();
}
