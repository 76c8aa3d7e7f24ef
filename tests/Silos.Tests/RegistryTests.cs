using System.Net;
using System.Text.Json;
using OrleansMonitor.Silos.Tests.Harness;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Silos.Tests;

/// <summary>
/// Clusters that are added, paused and removed through any API host, on all silos, while others are watched and a silo dies.
/// </summary>
[Collection(SharedCluster.Name)]
public sealed class RegistryTests(SharedCluster shared)
{
    private static readonly string[] Added = ["extra1", "extra2", "extra3"];

    private readonly SiloCluster _monitor = shared.Cluster;

    [Fact]
    public async Task Every_process_follows()
    {
        var (first, second) = (_monitor.ApiHosts[0], _monitor.ApiHosts[1]);
        await Task.WhenAll(Added.Select(async name =>
        {
            var answer = await _monitor.Send(
                first, HttpMethod.Post, "/api/v1/connections", Body(name, await _monitor.SimulateAnother(name)));
            answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        }));
        await Watched(Added);

        (await _monitor.Send(second, HttpMethod.Delete, "/api/v1/connections/extra2")).Status.ShouldBe(HttpStatusCode.OK);
        (await _monitor.Send(first, HttpMethod.Post, "/api/v1/connections/extra3/pause")).Status.ShouldBe(HttpStatusCode.OK);
        await Watched(["extra1"]);

        await _monitor.Silos[0].Kill();
        await _monitor.Until(
            second, "/api/v1/connections", list => States(list).SequenceEqual(["extra1 watched", "extra3 paused"]),
            "the registry after the death of a silo");
        await Watched(["extra1"]);

        _monitor.Silos[0].Start();
        foreach (var name in (string[])["extra1", "extra3"])
            (await _monitor.Send(first, HttpMethod.Delete, $"/api/v1/connections/{name}")).Status.ShouldBe(HttpStatusCode.OK);
        await Watched([]);
        await _monitor.Whole();
    }

    private async Task Watched(string[] added)
    {
        var names = _monitor.Clusters.Select(cluster => cluster.Name).Concat(added).Order(StringComparer.Ordinal).ToArray();
        foreach (var api in _monitor.ApiHosts)
        {
            await _monitor.Until(
                api, "/api/v1/clusters",
                clusters => clusters.GetProperty("items").EnumerateArray()
                    .Where(cluster => cluster.GetProperty("state").GetString() == "ok" && cluster.GetProperty("guests").GetInt32() == 16)
                    .Select(cluster => cluster.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)
                    .SequenceEqual(names),
                string.Join(", ", names));
        }
    }

    private static IEnumerable<string> States(JsonElement list) => list.GetProperty("items").EnumerateArray()
        .Where(one => Added.Contains(one.GetProperty("name").GetString()))
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
