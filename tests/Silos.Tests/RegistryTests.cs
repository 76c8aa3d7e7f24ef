using System.Net;
using System.Text.Json;
using OrleansMonitor.Silos.Tests.Harness;
using OrleansMonitor.Simulator;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Silos.Tests;

/// <summary>
/// Clusters that are added, paused and removed through any API host, on all silos, while others are watched and a silo dies.
/// </summary>
public sealed class RegistryTests : IAsyncLifetime
{
    private static readonly string[] Added = ["extra1", "extra2", "extra3"];

    private SiloCluster? _shared;

    private SiloCluster Monitor
    {
        get
        {
            PostgreSqlServer.Need();
            return _shared!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!PostgreSqlServer.IsInstalled) return;
        _shared = new(new(Silos: 3, Apis: 2, Clusters: 1));
        await _shared.InitializeAsync();
    }

    [Fact]
    public async Task Every_process_follows()
    {
        var (first, second) = (Monitor.ApiHosts[0], Monitor.ApiHosts[1]);
        await Task.WhenAll(Added.Select(async name =>
        {
            var answer = await Monitor.Send(
                first, HttpMethod.Post, "/api/v1/connections", Body(name, await Monitor.SimulateAnother(name)));
            answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        }));
        await Watched(["lab1", .. Added]);

        (await Monitor.Send(second, HttpMethod.Delete, "/api/v1/connections/extra2")).Status.ShouldBe(HttpStatusCode.OK);
        (await Monitor.Send(first, HttpMethod.Post, "/api/v1/connections/extra3/pause")).Status.ShouldBe(HttpStatusCode.OK);
        await Watched(["lab1", "extra1"]);

        await Monitor.Silos[0].Kill();
        await Monitor.Until(
            second, "/api/v1/connections", list => States(list).SequenceEqual(["extra1 watched", "extra3 paused", "lab1 watched"]),
            "the registry after the death of a silo");
        await Watched(["lab1", "extra1"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_shared is not null) await _shared.DisposeAsync();
    }

    private async Task Watched(string[] names)
    {
        foreach (var api in Monitor.ApiHosts)
        {
            await Monitor.Until(
                api, "/api/v1/clusters",
                clusters => clusters.GetProperty("items").EnumerateArray()
                    .Where(cluster => cluster.GetProperty("state").GetString() == "ok" && cluster.GetProperty("guests").GetInt32() == 16)
                    .Select(cluster => cluster.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)
                    .SequenceEqual(names.Order(StringComparer.Ordinal)),
                string.Join(", ", names));
        }
    }

    private static IEnumerable<string> States(JsonElement list) => list.GetProperty("items").EnumerateArray()
        .Select(one => $"{one.GetProperty("name").GetString()} {one.GetProperty("state").GetString()}").Order(StringComparer.Ordinal);

    private static object Body(string name, SimulatedProxmox proxmox) => new
    {
        name,
        endpoints = proxmox.Endpoints.Select(endpoint => endpoint.ToString()),
        fingerprints = new[] { proxmox.Fingerprint },
        tokenId = proxmox.ReadTokenId,
        tokenSecret = proxmox.ReadTokenSecret,
    };
}
