using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Grains.Placement;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Simulator;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Silos.Tests.Harness;

/// <summary>
/// Worker silos and API hosts as processes of their own, on a PostgreSQL of their own, that watch simulated clusters. Everything is on
/// loopback.
/// </summary>
public sealed class SiloCluster : IAsyncLifetime
{
    private readonly ClusterShape _shape;
    private readonly List<MemberProcess> _members = [];
    private readonly List<TickLog> _clusters = [];
    private readonly List<EventReader> _readers = [];
    private readonly List<SimulatedProxmox> _others = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(15) };
    private string _connectionString = "";

    internal SiloCluster(ClusterShape shape)
    {
        _shape = shape;
        if (shape.AdminKey is not null) _http.DefaultRequestHeaders.Authorization = new("Bearer", shape.AdminKey);
    }

    public PostgreSqlServer Database { get; } = new();

    internal HookReceiver Hook { get; } = new();

    internal IReadOnlyList<MemberProcess> Silos => [.. _members.Where(member => member.Address is null)];

    internal IReadOnlyList<MemberProcess> ApiHosts => [.. _members.Where(member => member.Address is not null)];

    internal IReadOnlyList<EventReader> Readers => _readers;

    internal IReadOnlyList<TickLog> Clusters => _clusters;

    public async ValueTask InitializeAsync()
    {
        _connectionString = Database.CreateDatabase();
        await Hook.Start();
        foreach (var names in Enumerable.Range(1, _shape.Clusters).Select(i => $"lab{i}").Chunk(16))
            _clusters.AddRange(await Task.WhenAll(names.Select(async name => new TickLog(name, await Simulate(name)))));
        for (var i = 1; i <= _shape.Silos; i++) _members.Add(new($"silo{i}", "OrleansMonitor.Silo.dll", Settings(), address: null));
        for (var i = 1; i <= _shape.Apis; i++)
        {
            var address = new Uri($"http://127.0.0.1:{FreePort()}");
            _members.Add(new($"api{i}", "OrleansMonitor.Api.dll", [.. Settings(), $"--urls={address}"], address));
        }

        // All at once: each finds an empty database and all want to make its schema.
        foreach (var member in _members) member.Start();
        _readers.AddRange(ApiHosts.Select(api => new EventReader(api.Address!, _shape.AdminKey)));
        await Whole();
    }

    /// <summary>Waits until all APIs see every silo and every Proxmox cluster.</summary>
    public async Task Whole()
    {
        foreach (var api in ApiHosts)
        {
            await Until(
                api, "/api/v1/status",
                status => status.GetProperty("silos").GetArrayLength() == _members.Count(member => member.Runs)
                    && status.GetProperty("clusters").EnumerateArray()
                    .Count(cluster => cluster.GetProperty("state").GetString() == "ok") == _clusters.Count,
                $"{_members.Count} silos and {_clusters.Count} clusters");
        }
    }

    /// <summary>Starts one more worker silo, on a port that makes it the place of a Proxmox cluster; answers that cluster.</summary>
    internal async Task<(MemberProcess Silo, string Cluster)> Add()
    {
        var status = await Until(ApiHosts[0], "/api/v1/status", _ => true, "anything");
        var there = status.GetProperty("silos").EnumerateArray()
            .Select(silo => SiloAddress.New(IPEndPoint.Parse(silo.GetProperty("address").GetString()!), 0)).ToList();
        while (true)
        {
            var port = FreePort();
            var coming = SiloAddress.New(IPAddress.Loopback, port, 0);
            if (_clusters.FirstOrDefault(cluster => Rendezvous.Choose(cluster.Name, [.. there, coming]).Equals(coming)) is not { } cluster)
                continue;
            var member = new MemberProcess($"silo{Silos.Count + 1}", "OrleansMonitor.Silo.dll", [.. Settings(port)], address: null);
            _members.Add(member);
            member.Start();
            return (member, cluster.Name);
        }
    }

    internal async Task<JsonElement> Until(MemberProcess api, string path, Func<JsonElement, bool> wanted, string what)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        var last = "nothing";
        while (TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(90))
        {
            try
            {
                var answer = await _http.GetFromJsonAsync<JsonElement>(new Uri(api.Address!, path), TestContext.Current.CancellationToken);
                if (wanted(answer)) return answer;
                last = answer.ToString();
            }
            catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException
                && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                last = problem.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        }

        throw new TimeoutException(
            $"{path} of {api.Name} did not show {what} within 90 s; it was "
                + $"{last}\n{string.Join("\n\n", _members.Select(member => $"{member.Name} said:\n{member.Assessments}"))}");
    }

    /// <summary>Simulates one more cluster, which nobody watches yet.</summary>
    internal async Task<SimulatedProxmox> SimulateAnother(string name)
    {
        var proxmox = await Simulate(name);
        _others.Add(proxmox);
        return proxmox;
    }

    /// <summary>Sends a request to an API host; answers the status and the text of the answer.</summary>
    internal async Task<(HttpStatusCode Status, string Text)> Send(MemberProcess api, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(api.Address!, path));
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A figure of an API host's <c>/metrics</c>; null where it has none of that name.</summary>
    internal async Task<string?> Metric(MemberProcess api, string name)
    {
        var text = await _http.GetStringAsync(new Uri(api.Address!, "/metrics"), TestContext.Current.CancellationToken);
        return text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split("} ")[^1].Split(' ')[^1];
    }

    /// <summary>The stores themselves, as another process would open them.</summary>
    public async Task<T> Stored<T>(Func<IServiceProvider, Task<T>> read)
    {
        var options =
            new MonitorOptions
            {
                Database = new() { Provider = DatabaseOptions.PostgreSql, ConnectionString = _connectionString },
                Silo = new() { AllowPlaintext = true },
            };
        await using var services =
            new ServiceCollection().AddLogging().AddMonitorServices(MonitorConfiguration.Check(options)).BuildServiceProvider();
        return await read(services);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers) await reader.DisposeAsync();
        foreach (var member in _members) await member.DisposeAsync();
        foreach (var cluster in _clusters) await cluster.Proxmox.DisposeAsync();
        foreach (var proxmox in _others) await proxmox.DisposeAsync();
        await Hook.DisposeAsync();
        Database.Dispose();
        _http.Dispose();
    }

    private List<string> Settings(int? siloPort = null)
    {
        List<string> settings =
        [
            "--Monitor:Database:Provider=PostgreSql", $"--Monitor:Database:ConnectionString={_connectionString}",
            $"--Monitor:Silo:SiloPort={siloPort ?? FreePort()}",
            "--Monitor:Secrets:Key=the same key on every silo",
            "--Monitor:Silo:AllowPlaintext=true", "--Monitor:Tiers:StartupDelay=00:00:01", "--Monitor:Autonomy:Level=3",
            "--Logging:LogLevel:OrleansMonitor=Information",
            $"--Monitor:Notifications:Destinations:hook:Webhook:Url={Hook.Url}",
            "--Monitor:Notifications:Destinations:hook:Webhook:Secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
        ];
        if (_shape.AdminKey is not null) settings.Add($"--Monitor:Auth:BootstrapAdminKey={_shape.AdminKey}");
        if (MemberProcess.LogFolder is not null) settings.Add("--Logging:LogLevel:Orleans=Debug");
        for (var i = 0; i < _clusters.Count; i++)
        {
            var (name, proxmox) = (_clusters[i].Name, _clusters[i].Proxmox);
            settings.AddRange(
            [
                $"--Monitor:Clusters:{i}:Name={name}", $"--Monitor:Clusters:{i}:TokenId={proxmox.ReadTokenId}",
                $"--Monitor:Clusters:{i}:TokenSecret={proxmox.ReadTokenSecret}",
                $"--Monitor:Clusters:{i}:ActTokenId={proxmox.ActTokenId}",
                $"--Monitor:Clusters:{i}:ActTokenSecret={proxmox.ActTokenSecret}",
                $"--Monitor:Clusters:{i}:Tls:Fingerprint={proxmox.Fingerprint}",
            ]);
            settings.AddRange(proxmox.Endpoints.Select((endpoint, j) => $"--Monitor:Clusters:{i}:Endpoints:{j}={endpoint}"));
        }

        return settings;
    }

    private Task<SimulatedProxmox> Simulate(string name) => SimulatedProxmox.StartAsync(
        new()
        {
            ClusterName = name,
            Guests = _shape.Guests,
            Nodes = _shape.Standalone ? 1 : 3,
            Standalone = _shape.Standalone,
            StoppedShare = 0,
            Timings = new()
            {
                PublishPeriod = TimeSpan.FromSeconds(1),
                FileSystemCache = TimeSpan.Zero,
                WorkerCache = TimeSpan.Zero,
                AuthDelay = TimeSpan.Zero
            },
        },
        null,
        TestContext.Current.CancellationToken);

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
