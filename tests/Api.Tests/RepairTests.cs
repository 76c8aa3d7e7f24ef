using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Api.Tests;

public sealed class RepairTests
{
    [Fact]
    public async Task A_proposal_is_approved_over_rest_carried_out_and_told_and_every_guardrail_is_named_everywhere()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox, null, Acting(proxmox));
        await app.Polled();
        var id = await Proposed(app, proxmox, 100);
        proxmox.Cluster.StartRequests(100).ShouldBe(0);

        var proposal = (await app.Get($"/api/v1/actions?incident={id}&result=proposed")).GetProperty("items").EnumerateArray()
            .ShouldHaveSingleItem();
        proposal.GetProperty("verdicts").EnumerateArray().Select(verdict => verdict.GetProperty("guardrail").GetString())
            .ShouldContain("autonomy-level");
        var explained = (await app.Get("/api/v1/explain/lab/100")).GetProperty("guardrails").EnumerateArray().ToList();
        explained.Single(guardrail => guardrail.GetProperty("name").GetString() == "autonomy-level").GetProperty("verdict").GetString()
            .ShouldBe("defer");
        var repair = (await app.Get($"/api/v1/incidents/{id}")).GetProperty("repair");
        (repair.GetProperty("runbook").GetString(), repair.GetProperty("state").GetString(), repair.GetProperty("blockedBy")
            .GetProperty("name").GetString())
            .ShouldBe(("restart-crashed-vm", "proposed", "autonomy-level"));
        repair.GetProperty("blockedBy").GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain("a person has to approve");
        repair.GetProperty("guardrails").EnumerateArray().Select(guardrail => guardrail.GetProperty("name").GetString())
            .ShouldBe(GuardrailCatalog.All.Select(guardrail => guardrail.Name));
        repair.GetProperty("decideUntil").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow);
        (await app.Http.GetStringAsync("/metrics", RunningApp.Timeout)).ShouldContain("monitor_guardrail_verdicts");

        (await app.Send(HttpMethod.Post, $"/api/v1/incidents/{id}/approve", """{"comment":"go"}""")).EnsureSuccessStatusCode();
        await app.Until(
            $"/api/v1/incidents/{id}", incident => Kinds(incident).Contains("verified")
                && incident.GetProperty("state").GetString() == "resolved", "the repair");

        proxmox.Cluster.StartRequests(100).ShouldBe(1);
        Kinds(await app.Get($"/api/v1/incidents/{id}")).Where(kind => kind is not ("resolved" or "verified"))
            .ShouldBe(["opened", "proposed", "approved", "planned", "dispatching", "dispatched"]);
        (await app.Get("/api/v1/actions/verify")).GetProperty("whole").GetBoolean().ShouldBeTrue();
        (await app.Get("/api/v1/status")).GetProperty("activeRemediations").GetInt32().ShouldBe(0);
        (await app.Get("/api/v1/autonomy/scorecard")).GetProperty("runbooks").EnumerateArray().ShouldHaveSingleItem().GetProperty("open")
            .GetInt32().ShouldBe(1);
        await Refused(app, $"/api/v1/incidents/{id}/approve", "nothing-to-approve");
    }

    [Fact]
    public async Task A_proposal_is_rejected_over_the_hub_and_left_alone()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox, null, Acting(proxmox));
        await app.Polled();
        var id = await Proposed(app, proxmox, 100);
        var hub = await app.Hub("/hubs/autonomy");

        (await hub.InvokeAsync<JsonElement>("Reject", id, "it is being moved", RunningApp.Timeout)).GetProperty("id").GetString()
            .ShouldBe(id);

        Kinds(await app.Get($"/api/v1/incidents/{id}")).ShouldContain("rejected");
        (await Should.ThrowAsync<HubException>(() => hub.InvokeAsync<JsonElement>("Approve", id, null, RunningApp.Timeout))).Message
            .ShouldContain("decided");
        await Refused(app, $"/api/v1/incidents/{id}/approve", "already-decided");
        await Refused(app, "/api/v1/clusters/lab/storm/resume", "no-storm");
        (await app.Get("/api/v1/clusters/lab/remediation")).GetProperty("storm").ValueKind.ShouldBe(JsonValueKind.Null);
        proxmox.Cluster.StartRequests(100).ShouldBe(0);
    }

    private static string[] Acting(SimulatedProxmox proxmox) =>
        [$"--Monitor:Clusters:0:ActTokenId={proxmox.ActTokenId}", $"--Monitor:Clusters:0:ActTokenSecret={proxmox.ActTokenSecret}"];

    private static async Task<string> Proposed(RunningApp app, SimulatedProxmox proxmox, int vmid)
    {
        proxmox.Cluster.KillGuest(vmid);
        var page = await app.Until(
            "/api/v1/incidents?state=open", page => page.GetProperty("items").EnumerateArray()
                .Any(incident => incident.GetProperty("key").GetString() == $"VM_CRASHED:lab/{vmid}"
                    && Kinds(incident).Contains("proposed")), "the proposal");
        return page.GetProperty("items").EnumerateArray()
            .First(incident => incident.GetProperty("key").GetString() == $"VM_CRASHED:lab/{vmid}").GetProperty("id").GetString()!;
    }

    private static IEnumerable<string> Kinds(JsonElement incident) =>
        incident.GetProperty("timeline").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()!);

    private static async Task Refused(RunningApp app, string path, string type)
    {
        var answer = await app.Send(HttpMethod.Post, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(RunningApp.Timeout)).GetProperty("type").GetString()
            .ShouldBe($"urn:orleansmonitor:problem:{type}");
    }
}
