using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Simulator;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>The API as it is deployed, over real HTTP, on a SQLite file, watching a simulated Proxmox.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<HubConnection> _connections = [];
    private Pulse? _pulse;

    private RunningApp(WebApplication app, Uri address, string? key, LogCapture log) =>
        (_app, Address, Key, Log, Http) = (app, address, key, log, Client(address, key));

    public Uri Address { get; }

    public string? Key { get; }

    public LogCapture Log { get; }

    public HttpClient Http { get; }

    /// <summary>Ends with the test, or a minute from now: nothing in these tests takes nearly as long.</summary>
    public static CancellationToken Timeout =>
        CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token).Token;

    public static async Task<RunningApp> Start(string database, SimulatedProxmox? proxmox = null, string? key = null, params string[] more)
    {
        var log = new LogCapture();
        var args = MonitorArguments.Of(database);
        args.AddRange(["--Monitor:Tiers:Important=00:00:01", "--Monitor:Tiers:Routine=00:00:02"]);
        if (key is not null) args.Add($"--Monitor:Auth:BootstrapAdminKey={key}");
        if (proxmox is not null) args.AddRange(MonitorArguments.Watching(proxmox));
        args.AddRange(more);
        var app = await MonitorApp.BuildAsync([.. args], builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Services.AddSingleton(new Passwords(TimeProvider.System, iterations: 1000));
        });
        await app.StartAsync(Timeout);
        return new(app, new(app.Urls.First()), key, log);
    }

    public static Task<SimulatedProxmox> Proxmox(int guests = 12) => MonitorArguments.Proxmox(guests, Timeout);

    public async Task<JsonElement> Get(string path) => await Http.GetFromJsonAsync<JsonElement>(path, Timeout);

    /// <summary>Asks whenever something moved until the answer is as wanted; says what it was otherwise.</summary>
    public async Task<JsonElement> Until(string path, Func<JsonElement, bool> wanted, string what)
    {
        _pulse ??= await Pulse.Of(hub => Hub(hub));
        return await _pulse.Until(() => Get(path), wanted, $"{path}: {what}");
    }

    /// <summary>Waits for the first poll of all guests.</summary>
    public async Task<RunningApp> Polled(int guests = 12)
    {
        await Until("/api/v1/clusters/lab", cluster => cluster.GetProperty("guests").GetInt32() == guests, $"{guests} guests");
        return this;
    }

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, string? json = null, string mediaType = "application/json") =>
        Http.SendAsync(
        new(method, path) { Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, mediaType) }, Timeout);

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
        await connection.StartAsync(Timeout);
        return connection;
    }

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        if (_pulse is not null) await _pulse.DisposeAsync();
        foreach (var connection in _connections) await connection.DisposeAsync();
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static HttpClient Client(Uri address, string? key)
    {
        var client = new HttpClient { BaseAddress = address };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }
}
