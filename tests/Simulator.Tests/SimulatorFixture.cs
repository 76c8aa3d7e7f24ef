using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text.Json;
using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>A simulated cluster on fake time, and clients for it that check its certificate.</summary>
internal sealed class SimulatorFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private readonly List<HttpClient> _clients = [];

    private SimulatorFixture(WatchedTime time, SimulatedProxmox proxmox)
    {
        Time = time;
        Proxmox = proxmox;
        Client = ClientFor(0);
        Actor = ClientFor(0, $"PVEAPIToken={proxmox.ActTokenId}={proxmox.ActTokenSecret}");
    }

    public WatchedTime Time { get; }
    public SimulatedProxmox Proxmox { get; }
    public SimulatedCluster Cluster => Proxmox.Cluster;

    /// <summary>Asks the first node with the read token.</summary>
    public HttpClient Client { get; }

    /// <summary>Asks the first node with the act token.</summary>
    public HttpClient Actor { get; }

    public static async Task<SimulatorFixture> StartAsync(SimulatorOptions? options = null)
    {
        var time = new WatchedTime(Start);
        return new(time, await SimulatedProxmox.StartAsync(options ?? new() { Guests = 20 }, time, TestContext.Current.CancellationToken));
    }

    /// <summary>A client of one node; without <paramref name="authorization"/> it uses the read token, with "" none.</summary>
    public HttpClient ClientFor(int node, string? authorization = null)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.GZip,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    string.Equals(certificate!.GetCertHashString(HashAlgorithmName.SHA256),
                        Proxmox.Fingerprint.Replace(":", "", StringComparison.Ordinal), StringComparison.Ordinal),
            },
        };
        var client = new HttpClient(handler)
        {
            BaseAddress = new Uri(Proxmox.Endpoints[node], "/api2/json/"),
            Timeout = TimeSpan.FromSeconds(20)
        };
        authorization ??= $"PVEAPIToken={Proxmox.ReadTokenId}={Proxmox.ReadTokenSecret}";
        if (authorization != "") client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        _clients.Add(client);
        return client;
    }

    public async Task<JsonElement> DataAsync(string path, HttpClient? client = null)
    {
        using var response = await (client ?? Client).GetAsync(path.TrimStart('/'), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200, $"{path}: {response.ReasonPhrase} {body}");
        return JsonDocument.Parse(body).RootElement.GetProperty("data");
    }

    /// <summary>A row of /cluster/resources by id.</summary>
    public async Task<JsonElement> RowAsync(string id, HttpClient? client = null) =>
        (await DataAsync("cluster/resources", client)).EnumerateArray().Single(row => row.GetProperty("id").GetString() == id);

    public async Task<string> PostAsync(string path, HttpClient? client = null)
    {
        using var response = await (client ?? Actor).PostAsync(path.TrimStart('/'), content: null, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200, $"{path}: {response.ReasonPhrase} {body}");
        return JsonDocument.Parse(body).RootElement.GetProperty("data").GetString()!;
    }

    public void Pass(double seconds)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        Cluster.Advance();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Proxmox.DisposeAsync();
    }
}
