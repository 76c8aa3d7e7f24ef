using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>Why somebody was told of an incident, or was not, from what was recorded.</summary>
public sealed class NotificationRecordTests
{
    [Fact]
    public async Task Each_destination_has_its_reason_and_a_preview_names_the_incident()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(
            database.File, proxmox, more:
            [
                "--Monitor:Notifications:Destinations:ops:Ntfy:Server=http://127.0.0.1:1",
                "--Monitor:Notifications:Destinations:ops:Ntfy:Topic=ops",
                "--Monitor:Notifications:Destinations:boss:Ntfy:Topic=boss",
                "--Monitor:Notifications:Routes:0:Destinations:0=ops",
            ]);
        await app.Polled();
        var silence = $$"""{"all":true,"comment":"work","endsAt":"{{TimeProvider.System.GetUtcNow().AddDays(2):o}}"}""";
        (await app.Send(HttpMethod.Post, "/api/v1/silences", silence)).EnsureSuccessStatusCode();
        proxmox.Cluster.KillGuest(100);
        var page = await app.Until(
            "/api/v1/incidents", page => page.GetRawText().Contains("VM_CRASHED", StringComparison.Ordinal), "the crash");
        var id = page.GetProperty("items").EnumerateArray().Single(one => one.GetRawText().Contains("VM_CRASHED", StringComparison.Ordinal))
            .GetProperty("id").GetString();

        var record = await app.Until(
            $"/api/v1/incidents/{id}/notifications", page => page.GetRawText()
                .Contains("silenced", StringComparison.Ordinal), "the silence");
        var destinations = record.GetProperty("destinations").EnumerateArray()
            .ToDictionary(one => one.GetProperty("destination").GetString()!);

        Reason(destinations["ops"]).ShouldStartWith("silenced by local until ");
        destinations["ops"].GetProperty("messages")[0].GetProperty("state").GetString().ShouldBe("silenced");
        Reason(destinations["boss"]).ShouldBe("route 0 matches VM_CRASHED (critical) in lab and does not name this destination");
        var preview = await app.Get("/api/v1/silences/preview?cluster=lab&condition=VM_CRASHED");
        (preview.GetProperty("count").GetInt32(), preview.GetProperty("incidents")[0].GetProperty("id").GetString()).ShouldBe((1, id));
        (await app.Get("/api/v1/silences/preview?condition=DISK_HIGH")).GetProperty("count").GetInt32().ShouldBe(0);
    }

    private static string Reason(JsonElement destination) => destination.GetProperty("reason").GetString()!;
}
