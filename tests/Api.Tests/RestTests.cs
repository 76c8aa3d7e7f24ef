using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

public sealed class RestTests
{
    [Fact]
    public async Task A_cluster_that_answers_is_as_well_as_the_worst_that_stands_and_one_that_refuses_the_token_says_so()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Until("/api/v1/clusters/lab", lab => Health(lab) == ("ok", "ok", false), "the first poll");

        proxmox.Cluster.KillGuest(100);
        await app.Until("/api/v1/clusters/lab", lab => Health(lab) == ("ok", "critical", false), "a crash makes it critical");
        (await app.Get("/api/v1/status")).GetProperty("clusters")[0].GetProperty("health").GetString().ShouldBe("critical");
        proxmox.Cluster.StartGuest(100);
        await app.Until("/api/v1/clusters/lab", lab => Health(lab) == ("ok", "ok", false), "the recovery");

        proxmox.Cluster.RevokeToken(proxmox.ReadTokenId);
        await app.Until("/api/v1/clusters/lab", lab => Health(lab) == ("unreachable", "critical", true), "the refused token");
        (await app.Until("/api/v1/incidents", page => Has(page, "key", "CLUSTER_UNREACHABLE:lab"), "its incident"))
            .GetProperty("items").EnumerateArray().Single(item => item.GetProperty("key").GetString() == "CLUSTER_UNREACHABLE:lab")
            .ShouldSatisfyAllConditions(
            incident => incident.GetProperty("title").GetString().ShouldBe("Token refused by cluster lab"),
            incident => incident.GetProperty("cause").GetString().ShouldNotBeNull().ShouldContain("did not accept the API token"));
    }

    [Fact]
    public async Task A_crash_can_be_followed_through_every_route_of_the_contract()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Polled();
        proxmox.Cluster.KillGuest(100);
        var open = await app.Until("/api/v1/incidents?state=open&cluster=lab", page => Has(page, "key", "VM_CRASHED:lab/100"), "the crash");

        var incident = open.GetProperty("items").EnumerateArray()
            .First(item => item.GetProperty("key").GetString() == "VM_CRASHED:lab/100");
        Names(incident).ShouldBe(
            ["id", "key", "condition", "severity", "state", "cluster", "node", "guest", "entity", "openedAt", "resolvedAt", "title",
                "cause", "timeline",
             "parentId", "notifiedAt", "suppressions", "flapping", "children", "repair", "outcome"]);
        incident.GetProperty("notifiedAt").GetString().ShouldBe(incident.GetProperty("openedAt").GetString());
        incident.GetProperty("condition").GetString().ShouldBe("VM_CRASHED");
        incident.GetProperty("openedAt").GetString().ShouldNotBeNull().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        var id = incident.GetProperty("id").GetString();

        var acknowledged = await Read(
            await app.Http.PostAsJsonAsync($"/api/v1/incidents/{id}/acknowledge", new { comment = "on it" }, RunningApp.Timeout),
            HttpStatusCode.OK);
        acknowledged.GetProperty("state").GetString().ShouldBe("acknowledged");
        (await Read(await app.Http.PostAsync($"/api/v1/incidents/{id}/approve", null, RunningApp.Timeout), HttpStatusCode.Conflict))
            .GetProperty("type").GetString().ShouldEndWith("nothing-to-approve");

        var actions = await app.Get($"/api/v1/actions?incident={id}&limit=10");
        actions.GetProperty("items").EnumerateArray().Select(action => action.GetProperty("action").GetString())
            .Where(action => action != "start_guest")
            .ShouldBe(["acknowledge_incident", "open_incident"]);
        Names(actions.GetProperty("items")[0]).ShouldBe(
        [
            "id", "timestamp", "incidentKey", "incidentId", "runbookId", "condition", "action", "actionArgs", "result", "resultDetails",
            "verificationResult",
            "autonomyLevel", "cluster", "node", "attemptNumber", "escalated", "notified", "actor",
            "remediationId", "upid", "verdicts", "chainSequence", "previousHash", "hash",
        ]);

        var events = await app.Get("/api/v1/events?after=0&limit=500");
        Names(events.GetProperty("items")[0]).ShouldBe(
            ["sequence", "id", "timestamp", "type", "severity", "source", "cluster", "node", "guest", "condition", "incidentKey",
                "incidentId", "title", "message", "notify", "details"]);
        events.GetProperty("items").EnumerateArray().Where(e => e.GetProperty("source").GetString() == "user").ShouldHaveSingleItem();
        events.GetProperty("lastSequence").GetInt64().ShouldBe(events.GetProperty("items").GetArrayLength());

        var guest = await app.Get("/api/v1/clusters/lab/guests/100");
        guest.GetProperty("status").GetString().ShouldBe("stopped");
        guest.GetProperty("freshness").GetString().ShouldBe("fresh");
        var rules = (await app.Get("/api/v1/explain/lab/100")).GetProperty("rules");
        rules.EnumerateArray()
            .ShouldContain(rule => rule.GetProperty("condition").GetString() == "VM_CRASHED"
                && rule.GetProperty("verdict").GetString() == "firing");

        proxmox.Cluster.StartGuest(100);
        await app.Until("/api/v1/incidents?state=open", page => !Has(page, "key", "VM_CRASHED:lab/100"), "the recovery");
        (await Read(await app.Http.PostAsync($"/api/v1/incidents/{id}/acknowledge", null, RunningApp.Timeout), HttpStatusCode.Conflict))
            .GetProperty("type").GetString().ShouldEndWith("already-resolved");
        (await app.Get($"/api/v1/incidents/{id}")).GetProperty("resolvedAt").ValueKind.ShouldBe(JsonValueKind.String);
        (await app.Get("/api/v1/incidents?state=all")).GetProperty("items").GetArrayLength().ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Level_and_kill_switch_are_set_kept_across_a_restart_and_audited()
    {
        using var database = new TempDatabase();
        await using (var app = await RunningApp.Start(database.File))
        {
            (await Put(app, "level", """{"level":4}""", HttpStatusCode.OK)).GetProperty("autonomyLevel").GetInt32().ShouldBe(4);
            var thrown = await Put(app, "kill-switch", """{"active":true,"reason":"drill"}""", HttpStatusCode.OK);
            thrown.GetProperty("killSwitch").GetProperty("reason").GetString().ShouldBe("drill");
        }

        await using var again = await RunningApp.Start(database.File);
        var status = await again.Get("/api/v1/status");
        status.GetProperty("autonomyLevel").GetInt32().ShouldBe(4);
        status.GetProperty("killSwitch").GetProperty("active").GetBoolean().ShouldBeTrue();
        (await again.Get("/api/v1/actions")).GetProperty("items").EnumerateArray()
            .Select(action => action.GetProperty("action").GetString())
            .ShouldBe(["set_kill_switch", "set_autonomy_level"]);
    }

    [Fact]
    public async Task No_secret_is_in_any_answer_or_log()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox, key: "correct-horse-battery-staple");
        await app.Polled();
        proxmox.Cluster.RevokeToken(proxmox.ReadTokenId);
        var unreachable = await app.Until(
            "/api/v1/clusters/lab", cluster => cluster.GetProperty("state").GetString() == "unreachable", "an unreachable cluster");
        unreachable.GetProperty("reason").GetString().ShouldNotBeNullOrWhiteSpace();

        var answers = new List<string>();
        foreach (var path in new[] {
            "/api/v1/status", "/api/v1/clusters", "/api/v1/incidents?state=all", "/api/v1/actions", "/api/v1/events", "/metrics",
            "/health/ready", "/openapi/v1.json", "/api/v1/clusters/lab/nodes", "/api/v1/clusters/lab/guests",
            "/api/v1/explain/lab/100", "/" })
            answers.Add(await app.Http.GetStringAsync(path, RunningApp.Timeout));

        foreach (var text in answers.Concat(app.Log.Lines))
        {
            text.ShouldNotContain(proxmox.ReadTokenSecret);
            text.ShouldNotContain("correct-horse-battery-staple");
        }
    }

    private static async Task<JsonElement> Put(RunningApp app, string setting, string body, HttpStatusCode status) =>
        await Read(
        await app.Http.PutAsync(
            $"/api/v1/autonomy/{setting}", new StringContent(body, null, "application/json"), RunningApp.Timeout), status);

    private static async Task<JsonElement> Read(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync(RunningApp.Timeout);
        answer.StatusCode.ShouldBe(status, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static (string?, string?, bool) Health(JsonElement cluster) =>
        (cluster.GetProperty("state").GetString(), cluster.GetProperty("health").GetString(),
            cluster.GetProperty("tokenRefused").GetBoolean());

    private static bool Has(JsonElement page, string member, string value) =>
        page.GetProperty("items").EnumerateArray().Any(item => item.GetProperty(member).GetString() == value);

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
