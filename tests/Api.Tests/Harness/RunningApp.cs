using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>The API as it is deployed, over real HTTP, on a SQLite file, watching a simulated Proxmox.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<HubConnection> _connections = [];

    private RunningApp(WebApplication app, Uri address, string? key, LogCapture log) =>
        (_app, Address, Key, Log, Http) = (app, address, key, log, Client(address, key));

    public Uri Address { get; }

    public string? Key { get; }

    public LogCapture Log { get; }

    public HttpClient Http { get; }

    public static CancellationToken Patience => TestContext.Current.CancellationToken;

    public static async Task<RunningApp> Start(string database, SimulatedProxmox? proxmox = null, string? key = null, params string[] more)
    {
        var log = new LogCapture();
        var args = new List<string>
        {
            "--urls=http://127.0.0.1:0",
            $"--Monitor:Database:ConnectionString=Data Source={database}",
            string.Create(CultureInfo.InvariantCulture, $"--Monitor:Silo:SiloPort={FreePort()}"),
            "--Monitor:Silo:GatewayPort=0",
            "--Monitor:Tiers:StartupDelay=00:00:00",
            "--Monitor:Tiers:Critical=00:00:01",
            "--Monitor:Tiers:Important=00:00:01",
            "--Monitor:Tiers:Routine=00:00:02",
        };
        if (key is not null) args.Add($"--Monitor:Auth:BootstrapAdminKey={key}");
        if (proxmox is not null)
        {
            args.AddRange(
            [
                "--Monitor:Clusters:0:Name=lab", $"--Monitor:Clusters:0:TokenId={proxmox.ReadTokenId}", $"--Monitor:Clusters:0:TokenSecret={proxmox.ReadTokenSecret}",
                $"--Monitor:Clusters:0:Tls:Fingerprint={proxmox.Fingerprint}",
            ]);
            args.AddRange(proxmox.Endpoints.Select((endpoint, i) => $"--Monitor:Clusters:0:Endpoints:{i}={endpoint}"));
        }

        args.AddRange(more);
        var app = await MonitorApp.BuildAsync([.. args], builder => builder.Logging.ClearProviders().AddProvider(log));
        await app.StartAsync(Patience);
        return new(app, new(app.Urls.First()), key, log);
    }

    public static Task<SimulatedProxmox> Proxmox(int guests = 12) => SimulatedProxmox.StartAsync(
        new()
        {
            ClusterName = "lab",
            Guests = guests,
            StoppedShare = 0,
            Timings = new() { PublishPeriod = TimeSpan.FromMilliseconds(500), FileSystemCache = TimeSpan.Zero, WorkerCache = TimeSpan.Zero, AuthDelay = TimeSpan.Zero, OfflineAfter = TimeSpan.FromSeconds(1) },
        },
        null,
        Patience);

    public async Task<JsonElement> Get(string path) => await Http.GetFromJsonAsync<JsonElement>(path, Patience);

    /// <summary>Asks until the answer is as wanted; says what it was otherwise.</summary>
    public async Task<JsonElement> Until(string path, Func<JsonElement, bool> wanted, string what)
    {
        JsonElement last = default;
        for (var tries = 0; tries < 300; tries++)
        {
            last = await Get(path);
            if (wanted(last)) return last;
            await Task.Delay(100, Patience);
        }

        throw new TimeoutException($"{path} never showed {what}; the last answer was {last}");
    }

    public async Task<HubConnection> Hub(string hub, Action<IHubConnectionBuilder>? configure = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(Address, hub), options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            if (Key is not null) options.AccessTokenProvider = () => Task.FromResult<string?>(Key);
        });
        configure?.Invoke(builder);
        var connection = builder.Build();
        _connections.Add(connection);
        await connection.StartAsync(Patience);
        return connection;
    }

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static HttpClient Client(Uri address, string? key)
    {
        var client = new HttpClient { BaseAddress = address };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }
}

/// <summary>Every line that the app logs.</summary>
internal sealed class LogCapture : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception) + exception);

    public void Dispose()
    {
    }
}
