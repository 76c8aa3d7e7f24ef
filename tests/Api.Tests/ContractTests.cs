using System.Net;
using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>Names and shapes that users hold on to.</summary>
public sealed class ContractTests(WatchingApp shared) : IClassFixture<WatchingApp>
{
    private static readonly string[] Cluster =
    [
        "name", "state", "reason", "lastPollAt", "pollMs", "pollAgeSeconds", "apiCallsPerMinute", "quorate", "proxmoxName", "freshness",
        "nodes", "nodesOnline", "guests", "guestsRunning", "storages", "violations",
        "conditions", "silo", "health", "tokenRefused",
    ];

    private static readonly string[] Node =
        ["id", "name", "status", "freshness", "cpu", "cpus", "memory", "maxMemory", "memoryRatio", "disk", "maxDisk", "diskRatio",
            "uptimeSeconds", "haState", "sampledAt", "violations"];

    private static readonly string[] Guest =
    [
        "id", "vmid", "kind", "name", "node", "status", "freshness", "cpu", "cpus", "memory", "maxMemory", "memoryRatio", "disk", "maxDisk",
        "diskRatio", "uptimeSeconds", "tags", "pool", "lock",
        "haState", "template", "sampledAt", "violations",
    ];

    private RunningApp App => shared.App;

    [Fact]
    public async Task Status_tells_of_the_monitor_and_its_clusters()
    {
        var status = await App.Get("/api/v1/status");

        Names(status).ShouldBe(
            ["version", "demo", "startedAt", "autonomyLevel", "killSwitch", "clusters", "activeRemediations", "openIncidents", "silos",
                "storage"]);
        Names(status.GetProperty("killSwitch")).ShouldBe(["active", "by", "reason", "at", "stored", "note"]);
        Names(status.GetProperty("clusters")[0]).ShouldBe(Cluster);
        status.GetProperty("clusters")[0].GetProperty("apiCallsPerMinute").GetInt32().ShouldBeGreaterThan(0);
        status.GetProperty("silos").GetArrayLength().ShouldBe(1);
        status.GetProperty("autonomyLevel").ValueKind.ShouldBe(JsonValueKind.Number);
        status.GetProperty("startedAt").GetString().ShouldNotBeNull().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
    }

    [Fact]
    public async Task Clusters_nodes_and_guests_have_their_names()
    {
        Names(await Items("/api/v1/clusters")).ShouldBe(Cluster);
        Names(await App.Get("/api/v1/clusters/lab")).ShouldBe(Cluster);
        Names(await Items("/api/v1/clusters/lab/nodes")).ShouldBe(Node);
        Names(await App.Get("/api/v1/clusters/lab/nodes/pve2")).ShouldBe(Node);
        Names(await Items("/api/v1/clusters/lab/guests")).ShouldBe(Guest);
        var guest = await App.Get("/api/v1/clusters/lab/guests/100");
        Names(guest).ShouldBe(Guest);
        guest.GetProperty("id").GetString().ShouldBe("lab/100");
        guest.GetProperty("memoryRatio").GetDouble().ShouldBeInRange(0, 1);
        (await App.Get("/api/v1/clusters/lab/guests?limit=100000")).GetProperty("limit").GetInt32().ShouldBe(500);
    }

    [Fact]
    public async Task Guests_come_by_vmid_page_by_page()
    {
        var vmids = new List<int>();
        for (string? cursor = null; ;)
        {
            var page = await App.Get($"/api/v1/clusters/lab/guests?limit=5{(cursor is null ? "" : $"&cursor={cursor}")}");
            page.GetProperty("limit").GetInt32().ShouldBe(5);
            vmids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("vmid").GetInt32()));
            cursor = page.GetProperty("nextCursor").GetString();
            if (cursor is null) break;
        }

        vmids.ShouldBe(Enumerable.Range(100, 12));
    }

    [Theory]
    [InlineData("node=pve1", "node", "pve1")]
    [InlineData("node=pve1&status=running", "status", "running")]
    [InlineData("q=web01", "name", "web01")]
    [InlineData("tag=web", "tags", "web")]
    [InlineData("status=RUNNING", "status", "running")]
    public async Task Filters_keep_what_they_say(string filter, string member, string value)
    {
        var found = (await App.Get($"/api/v1/clusters/lab/guests?{filter}")).GetProperty("items").EnumerateArray().ToList();

        found.ShouldNotBeEmpty();
        found.ShouldAllBe(item => item.GetProperty(member).ToString().Contains(value));
    }

    [Theory]
    [InlineData("", "lab", "CLUSTER_UNREACHABLE")]
    [InlineData("pve2", "lab/pve2", "DISK_CRITICAL")]
    [InlineData("100", "lab/100", "VM_CRASHED")]
    [InlineData("pve1/local", "lab/pve1/local", "STORAGE_HIGH")]
    public async Task Every_rule_on_a_thing_is_explained(string entity, string id, string condition)
    {
        var explanation = await App.Until(
            $"/api/v1/explain/lab/{entity}", answer => answer.GetProperty("rules").EnumerateArray()
                .Any(rule => rule.GetProperty("condition").GetString() == condition
                    && rule.GetProperty("verdict").GetString() == "ok"), "judged");

        Names(explanation).ShouldBe(["entity", "at", "freshness", "rules", "guardrails"]);
        explanation.GetProperty("entity").GetString().ShouldBe(id);
        var rule = explanation.GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("condition").GetString() == condition);
        Names(rule).ShouldBe(
        [
            "condition", "entity", "verdict", "reason", "severity", "value", "raiseAt", "clearAt", "at", "since", "freshness", "tier",
            "hold", "samples", "suppressedBy", "blindSpots", "weakenedBy",
        ]);
        Names(rule.GetProperty("samples")[0]).ShouldBe(["name", "value", "at", "freshness"]);
        rule.GetProperty("verdict").GetString().ShouldBe("ok");
    }

    [Fact]
    public async Task Blind_spots_come_with_what_mends_them()
    {
        var access = await App.Get("/api/v1/clusters/lab/blind-spots");

        Names(access).ShouldBe(["cluster", "checkedAt", "tokens", "items", "mend", "note"]);
        Names(access.GetProperty("tokens")[0]).ShouldBe(["role", "id", "state", "failure"]);
        access.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("/api/v1/incidents")]
    [InlineData("/api/v1/actions")]
    public async Task Lists_say_their_limit(string path)
    {
        Names(await App.Get(path)).ShouldBe(["items", "nextCursor", "limit"]);
        (await App.Get($"{path}?limit=7")).GetProperty("limit").GetInt32().ShouldBe(7);
        (await App.Get($"{path}?limit=9999")).GetProperty("limit").GetInt32().ShouldBe(500);
        Names(await App.Get("/api/v1/events")).ShouldBe(["items", "lastSequence", "limit"]);
    }

    [Fact]
    public async Task Health_metrics_and_the_page_are_there()
    {
        (await App.Http.GetAsync("/health/live", RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await App.Get("/health/ready")).GetProperty("status").GetString().ShouldBe("healthy");
        var metrics = await App.Http.GetStringAsync("/metrics", RunningApp.Timeout);
        foreach (var name in new[] {
            "monitor_poll_tick_duration", "monitor_incidents_open", "monitor_live_subscribers", "dotnet_gc",
            "http_server_request_duration" }) metrics.ShouldContain(name);
        var page = await App.Send(HttpMethod.Get, "/");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        (await page.Content.ReadAsStringAsync(RunningApp.Timeout)).ShouldContain("<title>");
    }

    [Fact]
    public async Task The_document_describes_every_route_of_the_contract()
    {
        var paths = (await App.Get("/openapi/v1.json")).GetProperty("paths");

        paths.EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name["/api/v1".Length..]}"))
            .Order().ShouldBe(new[]
        {
            "get /connections", "post /connections", "post /connections/test", "put /connections/{cluster}",
            "delete /connections/{cluster}", "post /connections/{cluster}/pause", "post /connections/{cluster}/resume",
            "get /accounts", "post /accounts", "patch /accounts/{id}", "put /accounts/{id}/password", "delete /accounts/{id}",
            "delete /accounts/{id}/second-factor", "post /sessions/confirm", "get /sessions", "delete /sessions", "delete /sessions/{id}",
            "get /keys", "post /keys", "delete /keys/{id}", "get /notifications", "post /notifications/{id}/retry",
            "post /notifications/destinations/{name}/test", "get /incidents/{id}/notifications",
            "get /silences", "post /silences", "delete /silences/{id}", "get /silences/preview",
            "get /status", "get /clusters", "get /clusters/{cluster}", "get /clusters/{cluster}/nodes",
            "get /clusters/{cluster}/nodes/{node}", "get /clusters/{cluster}/guests",
            "get /clusters/{cluster}/guests/{vmid}", "get /incidents", "get /incidents/{id}", "post /incidents/{id}/acknowledge",
            "post /incidents/{id}/approve", "post /incidents/{id}/reject",
            "get /actions", "get /actions/verify", "get /actions/export", "get /events", "get /autonomy", "get /autonomy/scorecard",
            "put /autonomy/level", "put /autonomy/kill-switch", "get /clusters/{cluster}/remediation",
            "post /clusters/{cluster}/storm/resume", "get /explain/{cluster}", "get /explain/{cluster}/{entity}",
            "get /clusters/{cluster}/blind-spots", "get /clusters/{cluster}/nodes/{node}/history",
            "get /clusters/{cluster}/guests/{vmid}/history", "get /clusters/{cluster}/storages/{storage}/history",
        }.Order());
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
            operation.Value.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace();
        paths.GetProperty("/api/v1/autonomy/level").GetProperty("put").GetProperty("requestBody").ToString().ShouldContain("level");
    }

    private async Task<JsonElement> Items(string path)
    {
        var page = await App.Get(path);
        Names(page).ShouldBe(["items", "nextCursor", "limit"]);
        return page.GetProperty("items")[0];
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
