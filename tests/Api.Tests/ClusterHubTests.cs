using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
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
        await app.Polled();
        var hub = await app.Hub("/hubs/cluster");
        var killed = false;
        var known = new Dictionary<int, JsonElement>();
        long version = 0;

        await foreach (var batch in hub.StreamAsync<JsonElement>("Watch", "lab", RunningApp.Timeout))
        {
            batch.GetProperty("full").GetBoolean().ShouldBe(!killed && known.Count == 0);
            batch.GetProperty("version").GetInt64().ShouldBeGreaterThanOrEqualTo(version);
            version = batch.GetProperty("version").GetInt64();
            foreach (var guest in batch.GetProperty("upserts").GetProperty("guests").EnumerateArray())
                known[guest.GetProperty("vmid").GetInt32()] = guest;
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
    public async Task What_is_judged_for_the_whole_cluster_stands_where_it_belongs()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Polled();
        proxmox.Cluster.FailBackup(100);
        proxmox.Cluster.LoseQuorum();
        var (guest, cluster) = (false, false);

        await foreach (var batch in (await app.Hub("/hubs/cluster")).StreamAsync<JsonElement>("Watch", "lab", RunningApp.Timeout))
        {
            guest |= batch.GetProperty("upserts").GetProperty("guests").EnumerateArray()
                .Any(item => item.GetProperty("vmid").GetInt32() == 100 && Stands(item, "violations", "BACKUP_FAILED"));
            cluster |= Stands(batch.GetProperty("cluster"), "conditions", "QUORUM_LOST");
            if (guest && cluster) break;
        }

        Stands(await app.Get("/api/v1/clusters/lab/guests/100"), "violations", "BACKUP_FAILED").ShouldBeTrue();
        Stands(await app.Get("/api/v1/clusters/lab"), "conditions", "QUORUM_LOST").ShouldBeTrue();

        static bool Stands(JsonElement thing, string list, string condition) =>
            thing.GetProperty(list).EnumerateArray().Any(item => item.GetProperty("condition").GetString() == condition);
    }

    [Fact]
    public async Task Snapshot_and_batches_add_up_to_what_rest_says()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Polled();
        var hub = await app.Hub("/hubs/cluster");
        var guests = new SortedDictionary<int, string>();
        string nodes = "", storages = "";
        var batches = 0;

        await foreach (var batch in hub.StreamAsync<JsonElement>("Watch", "lab", RunningApp.Timeout))
        {
            batch.EnumerateObject().Select(member => member.Name).ShouldBe(["version", "full", "cluster", "upserts", "deletes"]);
            var upserts = batch.GetProperty("upserts");
            foreach (var guest in upserts.GetProperty("guests").EnumerateArray())
                guests[guest.GetProperty("vmid").GetInt32()] = guest.GetRawText();
            foreach (var vmid in batch.GetProperty("deletes").EnumerateArray()) guests.Remove(vmid.GetInt32()).ShouldBeTrue();
            nodes = upserts.GetProperty("nodes").GetRawText();
            if (upserts.GetProperty("storages").ValueKind == JsonValueKind.Array) storages = upserts.GetProperty("storages").GetRawText();
            var filled = JsonSerializer.Deserialize<JsonElement>(storages).EnumerateArray()
                .Single(row => row.GetProperty("id").GetString() == "lab/pve1/local").GetProperty("usedRatio").GetDouble() > 0.92;
            batches++;
            if (batches == 1)
            {
                storages.ShouldContain("lab/pve1/local");
                proxmox.Cluster.KillGuest(100);
                proxmox.Cluster.DestroyGuest(101);
                proxmox.Cluster.CreateGuest(500, "pve2");
                proxmox.Cluster.FillStorage("pve1", "local", 0.93);
            }

            // A poll may come between the batch and the question; then the next batch is compared.
            var rest = (await app.Get("/api/v1/clusters/lab/guests?limit=500")).GetProperty("items").EnumerateArray()
                .Select(guest => guest.GetRawText());
            var restNodes = (await app.Get("/api/v1/clusters/lab/nodes")).GetProperty("items").GetRawText();
            if (!guests.ContainsKey(101) && guests.TryGetValue(100, out var killed) && killed.Contains("VM_CRASHED")
                && guests.ContainsKey(500)
                && filled && guests.Values.SequenceEqual(rest) && nodes == restNodes) break;
            batches.ShouldBeLessThan(60, $"last batch {batch}");
        }
    }

    [Fact]
    public async Task A_watcher_of_all_gets_message_pack_too()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Polled();
        var hub = await app.Hub("/hubs/cluster", builder => builder.AddMessagePackProtocol());

        await foreach (var batch in hub.StreamAsync<Dictionary<string, object>>("Watch", (string?)null, RunningApp.Timeout))
        {
            batch["full"].ShouldBe(true);
            var upserts = (IDictionary<object, object>)batch["upserts"];
            ((object[])upserts["guests"]).Length.ShouldBe(12);
            ((object[])upserts["nodes"]).Length.ShouldBe(3);
            ((object[])upserts["storages"]).Length.ShouldBeGreaterThanOrEqualTo(3);
            break;
        }
    }

    [Fact]
    public async Task An_unknown_cluster_is_refused()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        var hub = await app.Hub("/hubs/cluster");

        var problem = await Should.ThrowAsync<HubException>(async () =>
        {
            await foreach (var _ in hub.StreamAsync<JsonElement>("Watch", "nope", RunningApp.Timeout)) break;
        });
        problem.Message.ShouldContain("nope");
    }
}
