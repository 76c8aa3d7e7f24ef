using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

public sealed class ClusterHubTests
{
    [Fact]
    public async Task A_watcher_gets_a_snapshot_and_then_what_moves()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Until("/api/v1/clusters/lab", cluster => cluster.GetProperty("guests").GetInt32() == 12, "12 guests");
        var hub = await app.Hub("/hubs/cluster");
        var killed = false;
        var known = new Dictionary<int, JsonElement>();
        long version = 0;

        await foreach (var batch in hub.StreamAsync<JsonElement>("Watch", "lab", RunningApp.Patience))
        {
            batch.GetProperty("full").GetBoolean().ShouldBe(!killed && known.Count == 0);
            batch.GetProperty("version").GetInt64().ShouldBeGreaterThanOrEqualTo(version);
            version = batch.GetProperty("version").GetInt64();
            foreach (var guest in batch.GetProperty("upserts").GetProperty("guests").EnumerateArray()) known[guest.GetProperty("vmid").GetInt32()] = guest;
            known.Count.ShouldBe(12);
            if (!killed) proxmox.Cluster.KillGuest(100);
            killed = true;
            if (known[100].GetProperty("violations").GetArrayLength() > 0) break;
        }

        known[100].GetProperty("status").GetString().ShouldBe("stopped");
        known[100].GetProperty("violations")[0].GetProperty("condition").GetString().ShouldBe("VM_CRASHED");
        (await app.Get("/api/v1/clusters/lab/guests/100")).GetProperty("violations").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_cluster_is_refused()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        var hub = await app.Hub("/hubs/cluster");

        var problem = await Should.ThrowAsync<HubException>(async () =>
        {
            await foreach (var _ in hub.StreamAsync<JsonElement>("Watch", "nope", RunningApp.Patience)) break;
        });
        problem.Message.ShouldContain("nope");
    }
}
