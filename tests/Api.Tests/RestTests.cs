using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

public sealed class RestTests
{
    [Fact]
    public async Task A_crash_can_be_followed_through_every_route_of_the_contract()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Until("/api/v1/clusters/lab", cluster => cluster.GetProperty("guests").GetInt32() == 12, "12 guests");
        proxmox.Cluster.KillGuest(100);
        var open = await app.Until("/api/v1/incidents?state=open&cluster=lab", page => Has(page, "key", "VM_CRASHED:lab/100"), "the crash");

        var incident = open.GetProperty("items").EnumerateArray().First(item => item.GetProperty("key").GetString() == "VM_CRASHED:lab/100");
        Names(incident).ShouldBe(["id", "key", "condition", "severity", "state", "cluster", "node", "guest", "entity", "openedAt", "resolvedAt", "title", "cause", "timeline"]);
        incident.GetProperty("condition").GetString().ShouldBe("VM_CRASHED");
        incident.GetProperty("openedAt").GetString().ShouldNotBeNull().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        var id = incident.GetProperty("id").GetString();

        var acknowledged = await Read(await app.Http.PostAsJsonAsync($"/api/v1/incidents/{id}/acknowledge", new { comment = "on it" }, RunningApp.Patience), HttpStatusCode.OK);
        acknowledged.GetProperty("state").GetString().ShouldBe("acknowledged");
        (await Read(await app.Http.PostAsync($"/api/v1/incidents/{id}/approve", null, RunningApp.Patience), HttpStatusCode.Conflict)).GetProperty("type").GetString().ShouldEndWith("nothing-proposed");

        var actions = await app.Get($"/api/v1/actions?incident={id}&limit=10");
        actions.GetProperty("items").EnumerateArray().Select(action => action.GetProperty("action").GetString()).ShouldBe(["acknowledge_incident", "open_incident"]);
        Names(actions.GetProperty("items")[0]).ShouldBe(
        [
            "id", "timestamp", "incidentKey", "incidentId", "runbookId", "condition", "action", "actionArgs", "result", "resultDetails", "verificationResult",
            "autonomyLevel", "cluster", "node", "attemptNumber", "escalated", "notified", "actor",
        ]);

        var events = await app.Get("/api/v1/events?after=0&limit=500");
        Names(events.GetProperty("items")[0]).ShouldBe(
            ["sequence", "id", "timestamp", "type", "severity", "source", "cluster", "node", "guest", "condition", "incidentKey", "incidentId", "title", "message", "details"]);
        events.GetProperty("items").EnumerateArray().Where(e => e.GetProperty("source").GetString() == "user").ShouldHaveSingleItem();
        events.GetProperty("lastSequence").GetInt64().ShouldBe(events.GetProperty("items").GetArrayLength());

        var guest = await app.Get("/api/v1/clusters/lab/guests/100");
        guest.GetProperty("status").GetString().ShouldBe("stopped");
        guest.GetProperty("freshness").GetString().ShouldBe("fresh");
        var rules = (await app.Get("/api/v1/explain/lab/100")).GetProperty("rules");
        rules.EnumerateArray().ShouldContain(rule => rule.GetProperty("condition").GetString() == "VM_CRASHED" && rule.GetProperty("verdict").GetString() == "firing");

        proxmox.Cluster.StartGuest(100);
        await app.Until("/api/v1/incidents?state=open", page => !Has(page, "key", "VM_CRASHED:lab/100"), "the recovery");
        (await app.Get($"/api/v1/incidents/{id}")).GetProperty("resolvedAt").ValueKind.ShouldBe(JsonValueKind.String);
        (await app.Get("/api/v1/incidents?state=all")).GetProperty("items").GetArrayLength().ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Lists_of_guests_and_nodes_filter_page_and_say_their_limit()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Until("/api/v1/clusters/lab", cluster => cluster.GetProperty("guests").GetInt32() == 12, "12 guests");

        var vmids = new List<int>();
        for (string? cursor = null; ;)
        {
            var page = await app.Get($"/api/v1/clusters/lab/guests?limit=5{(cursor is null ? "" : $"&cursor={cursor}")}");
            page.GetProperty("limit").GetInt32().ShouldBe(5);
            vmids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("vmid").GetInt32()));
            cursor = page.GetProperty("nextCursor").GetString();
            if (cursor is null) break;
        }

        vmids.ShouldBe(Enumerable.Range(100, 12));
        (await app.Get("/api/v1/clusters/lab/guests?limit=100000")).GetProperty("limit").GetInt32().ShouldBe(500);
        var onPve1 = (await app.Get("/api/v1/clusters/lab/guests?node=pve1&status=running")).GetProperty("items").EnumerateArray().ToList();
        onPve1.ShouldNotBeEmpty();
        onPve1.ShouldAllBe(item => item.GetProperty("node").GetString() == "pve1");
        (await app.Get("/api/v1/clusters/lab/guests?q=web01")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await app.Get("/api/v1/clusters/lab/guests?tag=web")).GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
        (await app.Get("/api/v1/clusters/lab/nodes")).GetProperty("items").GetArrayLength().ShouldBe(3);
        (await app.Get("/api/v1/clusters/lab/nodes/pve2")).GetProperty("id").GetString().ShouldBe("lab/pve2");
        (await app.Get("/api/v1/explain/lab/pve2")).GetProperty("rules").GetArrayLength().ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task Status_has_what_the_contract_says()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);

        var status = await app.Get("/api/v1/status");

        Names(status).ShouldBe(["version", "demo", "startedAt", "autonomyLevel", "killSwitch", "clusters", "activeRemediations", "openIncidents", "silos", "storage"]);
        Names(status.GetProperty("killSwitch")).ShouldBe(["active", "by", "reason", "at"]);
        status.GetProperty("silos").GetArrayLength().ShouldBe(1);
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
        (await again.Get("/api/v1/actions")).GetProperty("items").EnumerateArray().Select(action => action.GetProperty("action").GetString())
            .ShouldBe(["set_kill_switch", "set_autonomy_level"]);
    }

    [Theory]
    [InlineData("level", """{"level":5}""")]
    [InlineData("level", """{"level":-1}""")]
    [InlineData("level", """{"level":"3"}""")]
    [InlineData("level", """{"level":2.5}""")]
    [InlineData("level", "{}")]
    [InlineData("level", "[]")]
    [InlineData("level", "not json")]
    [InlineData("kill-switch", """{"active":"yes"}""")]
    [InlineData("kill-switch", """{"active":1,"reason":"x"}""")]
    [InlineData("kill-switch", """{"active":true}""")]
    [InlineData("kill-switch", "null")]
    public async Task Bad_settings_are_refused_with_problem_details(string setting, string body)
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);

        var problem = await Put(app, setting, body, HttpStatusCode.BadRequest);

        problem.GetProperty("type").GetString().ShouldBe("urn:orleansmonitor:problem:bad-parameter");
        problem.GetProperty("status").GetInt32().ShouldBe(400);
        problem.TryGetProperty("traceId", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/api/v1/clusters/nope", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/clusters/nope/nodes", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/clusters/nope/guests/100", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/incidents/nope", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/explain/nope/100", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/nope", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/incidents?state=closed", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/incidents?cursor=abc", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/incidents?limit=many", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/actions?result=great", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/actions?cursor=-1", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/events?after=-1", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/events?after=x", HttpStatusCode.BadRequest)]
    public async Task Bad_requests_get_problem_details(string path, HttpStatusCode status)
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);

        var answer = await app.Http.GetAsync(path, RunningApp.Patience);

        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = await Read(answer, status);
        problem.GetProperty("type").GetString().ShouldNotBeNull().ShouldStartWith("urn:orleansmonitor:problem:");
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task Health_metrics_openapi_and_the_page_are_there()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Until("/api/v1/clusters/lab", cluster => cluster.GetProperty("guests").GetInt32() == 12, "12 guests");

        (await app.Http.GetAsync("/health/live", RunningApp.Patience)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/health/ready")).GetProperty("status").GetString().ShouldBe("healthy");
        (await app.Http.GetStringAsync("/metrics", RunningApp.Patience)).ShouldContain("monitor_poll_tick_duration");
        var paths = (await app.Get("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        foreach (var path in new[]
                 {
                     "/api/v1/status", "/api/v1/clusters", "/api/v1/clusters/{cluster}/nodes/{node}", "/api/v1/clusters/{cluster}/guests/{vmid}", "/api/v1/incidents/{id}/acknowledge",
                     "/api/v1/actions", "/api/v1/events", "/api/v1/autonomy/level", "/api/v1/autonomy/kill-switch", "/api/v1/explain/{cluster}/{entity}",
                 }) paths.ShouldContain(path);
        (await app.Http.GetStringAsync("/", RunningApp.Patience)).ShouldContain("OrleansMonitor");
    }

    [Fact]
    public async Task No_secret_is_in_any_answer_or_log()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox, key: "correct-horse-battery-staple");
        await app.Until("/api/v1/clusters/lab", cluster => cluster.GetProperty("guests").GetInt32() == 12, "12 guests");
        proxmox.Cluster.RevokeToken(proxmox.ReadTokenId);
        var unreachable = await app.Until("/api/v1/clusters/lab", cluster => cluster.GetProperty("state").GetString() == "unreachable", "an unreachable cluster");
        unreachable.GetProperty("reason").GetString().ShouldNotBeNullOrWhiteSpace();

        var answers = new List<string>();
        foreach (var path in new[] { "/api/v1/status", "/api/v1/clusters", "/api/v1/incidents?state=all", "/api/v1/actions", "/api/v1/events", "/metrics", "/health/ready", "/openapi/v1.json" })
            answers.Add(await app.Http.GetStringAsync(path, RunningApp.Patience));

        foreach (var text in answers.Concat(app.Log.Lines))
        {
            text.ShouldNotContain(proxmox.ReadTokenSecret);
            text.ShouldNotContain("correct-horse-battery-staple");
        }
    }

    private static async Task<JsonElement> Put(RunningApp app, string setting, string body, HttpStatusCode status) =>
        await Read(await app.Http.PutAsync($"/api/v1/autonomy/{setting}", new StringContent(body, null, "application/json"), RunningApp.Patience), status);

    private static async Task<JsonElement> Read(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync(RunningApp.Patience);
        answer.StatusCode.ShouldBe(status, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static bool Has(JsonElement page, string member, string value) =>
        page.GetProperty("items").EnumerateArray().Any(item => item.GetProperty(member).GetString() == value);

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
