using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

public sealed class ExplainPendingTests
{
    [Fact]
    public async Task A_pending_rule_names_the_window_that_would_keep_its_incident_from_being_told()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(
            database.File, proxmox, null,
            "--Monitor:Rules:CPU_HIGH:For=01:00:00",
            "--Monitor:Maintenance:0:Name=patch", "--Monitor:Maintenance:0:Node=lab/pve1",
            "--Monitor:Maintenance:0:From=2020-01-01T00:00:00Z", "--Monitor:Maintenance:0:To=2120-01-01T00:00:00Z");
        await app.Polled();
        proxmox.Cluster.SetNodeMetrics("pve1", cpu: 0.99);
        proxmox.Cluster.SetNodeMetrics("pve2", cpu: 0.99);

        SuppressedBy(await app.Until("/api/v1/explain/lab/pve1", Pends, "the hold")).ShouldBe(["maintenance"]);
        SuppressedBy(await app.Until("/api/v1/explain/lab/pve2", Pends, "the hold beside it")).ShouldBeEmpty();
    }

    private static bool Pends(JsonElement explanation) => Busy(explanation).GetProperty("verdict").GetString() == "pending";

    private static IEnumerable<string?> SuppressedBy(JsonElement explanation) =>
        Busy(explanation).GetProperty("suppressedBy").EnumerateArray().Select(suppression => suppression.GetProperty("kind").GetString());

    private static JsonElement Busy(JsonElement explanation) =>
        explanation.GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("condition").GetString() == "CPU_HIGH");
}
