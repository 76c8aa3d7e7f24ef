using System.Net;
using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>What every route makes of input that it cannot use: problem details in words, and nothing changed.</summary>
public sealed class BadInputTests(WatchingApp shared) : IClassFixture<WatchingApp>
{
    [Theory]
    [InlineData("level", """{"level":5}""", "level")]
    [InlineData("level", """{"level":-1}""", "level")]
    [InlineData("level", """{"level":"3"}""", "level")]
    [InlineData("level", """{"level":2.5}""", "level")]
    [InlineData("level", """{"level":true}""", "level")]
    [InlineData("level", """{"level":null}""", "level")]
    [InlineData("level", """{"level":99999999999999999999}""", "level")]
    [InlineData("level", "{}", "level")]
    [InlineData("level", "[]", "level")]
    [InlineData("level", """{"level":3,"cluster":7}""", "cluster")]
    [InlineData("level", """{"level":3,"cluster":"nowhere"}""", "nowhere")]
    [InlineData("level", """{"level":3,"reason":[]}""", "reason")]
    [InlineData("level", "not json", "JSON")]
    [InlineData("level", "", "body")]
    [InlineData("kill-switch", """{"active":"yes"}""", "active")]
    [InlineData("kill-switch", """{"active":1,"reason":"x"}""", "active")]
    [InlineData("kill-switch", """{"active":true}""", "reason")]
    [InlineData("kill-switch", """{"active":true,"reason":"  "}""", "reason")]
    [InlineData("kill-switch", """{"active":true,"reason":7}""", "reason")]
    [InlineData("kill-switch", "null", "active")]
    public async Task A_setting_that_is_none_is_refused_by_name(string setting, string body, string named)
    {
        var problem = await Refused(await shared.App.Send(HttpMethod.Put, $"/api/v1/autonomy/{setting}", body), HttpStatusCode.BadRequest);

        problem.GetProperty("type").GetString().ShouldBe("urn:orleansmonitor:problem:bad-parameter");
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(named);
        var status = await shared.App.Get("/api/v1/status");
        status.GetProperty("autonomyLevel").GetInt32().ShouldBe(2);
        status.GetProperty("killSwitch").GetProperty("active").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("/api/v1/clusters/nope", 404, "there are lab")]
    [InlineData("/api/v1/clusters/nope/nodes", 404, "there are lab")]
    [InlineData("/api/v1/clusters/nope/nodes/pve1", 404, "there are lab")]
    [InlineData("/api/v1/clusters/lab/nodes/pve9", 404, "pve1, pve2, pve3")]
    [InlineData("/api/v1/clusters/nope/guests", 404, "there are lab")]
    [InlineData("/api/v1/clusters/nope/guests/100", 404, "there are lab")]
    [InlineData("/api/v1/clusters/lab/guests/999", 404, "lists its 12")]
    [InlineData("/api/v1/clusters/lab/guests/abc", 400, "vmid")]
    [InlineData("/api/v1/clusters/lab/guests?status=gone", 400, "running")]
    [InlineData("/api/v1/clusters/lab/guests?limit=0", 400, "limit")]
    [InlineData("/api/v1/clusters/lab/guests?limit=x", 400, "limit")]
    [InlineData("/api/v1/clusters/lab/guests?cursor=x", 400, "cursor")]
    [InlineData("/api/v1/clusters/nope/guests/100/history", 404, "there are lab")]
    [InlineData("/api/v1/clusters/lab/guests/999/history", 404, "no guest lab/999")]
    [InlineData("/api/v1/clusters/lab/guests/abc/history", 400, "vmid")]
    [InlineData("/api/v1/clusters/lab/nodes/pve9/history", 404, "no node lab/pve9")]
    [InlineData("/api/v1/clusters/lab/nodes/pve1/history?range=2h", 400, "1h, 24h, 7d, 30d, 1y")]
    [InlineData("/api/v1/clusters/lab/nodes/pve1/history?metrics=cpu,heat", 400, "'heat'; a node has cpu, memory")]
    [InlineData("/api/v1/clusters/lab/storages/local/history", 400, "node= with one of pve1, pve2, pve3")]
    [InlineData("/api/v1/clusters/lab/storages/local/history?node=pve9", 404, "lab/pve9/local")]
    [InlineData("/api/v1/clusters/lab/storages/none/history", 404, "lab/shared/none")]
    [InlineData("/api/v1/incidents/nope", 404, "nope")]
    [InlineData("/api/v1/incidents?state=closed", 400, "state")]
    [InlineData("/api/v1/incidents?cursor=abc", 400, "cursor")]
    [InlineData("/api/v1/incidents?limit=many", 400, "limit")]
    [InlineData("/api/v1/incidents?limit=-3", 400, "limit")]
    [InlineData("/api/v1/actions?result=great", 400, "planned, dispatched, success")]
    [InlineData("/api/v1/actions?cursor=-1", 400, "cursor")]
    [InlineData("/api/v1/actions/export?format=xml", 400, "format")]
    [InlineData("/api/v1/actions/export?result=great", 400, "planned, dispatched, success")]
    [InlineData("/api/v1/actions?limit=0", 400, "limit")]
    [InlineData("/api/v1/events?after=-1", 400, "after")]
    [InlineData("/api/v1/events?after=x", 400, "after")]
    [InlineData("/api/v1/events?limit=0", 400, "limit")]
    [InlineData("/api/v1/explain/nope/100", 404, "there are lab")]
    [InlineData("/api/v1/explain/lab/pve9", 404, "pve9")]
    [InlineData("/api/v1/explain/lab/pve1/nope", 404, "nope")]
    [InlineData("/api/v1/explain/lab/999", 404, "999")]
    [InlineData("/api/v1/clusters/nope/blind-spots", 404, "there are lab")]
    [InlineData("/api/v1/nope", 404, "/openapi/v1.json")]
    public async Task A_question_without_an_answer_is_told_why(string path, int status, string words) =>
        (await Refused(await shared.App.Send(HttpMethod.Get, path), (HttpStatusCode)status)).GetProperty("detail").GetString()
        .ShouldNotBeNull().ShouldContain(words);

    [Theory]
    [InlineData("POST", "/api/v1/incidents/nope/acknowledge", """{"comment":"x"}""", "application/json", 404)]
    [InlineData("POST", "/api/v1/incidents/nope/acknowledge", """{"comment":5}""", "application/json", 400)]
    [InlineData("POST", "/api/v1/incidents/nope/acknowledge", "x", "text/plain", 415)]
    [InlineData("POST", "/api/v1/incidents/nope/approve", null, "", 404)]
    [InlineData("POST", "/api/v1/incidents/nope/reject", null, "", 404)]
    [InlineData("PUT", "/api/v1/autonomy/level", "level=4", "application/x-www-form-urlencoded", 415)]
    [InlineData("DELETE", "/api/v1/status", null, "", 405)]
    [InlineData("POST", "/api/v1/autonomy/level", """{"level":4}""", "application/json", 405)]
    public async Task A_request_of_the_wrong_kind_is_refused(string method, string path, string? body, string mediaType, int status) =>
        await Refused(await shared.App.Send(new(method), path, body, mediaType), (HttpStatusCode)status);

    [Theory]
    [InlineData("/api/v1/autonomy/kill-switch", "PUT", "active\":true,\"reason", 600, 400)]
    [InlineData("/api/v1/incidents/nope/acknowledge", "POST", "comment", 2001, 400)]
    [InlineData("/api/v1/incidents/nope/acknowledge", "POST", "comment", 70_000, 413)]
    public async Task Words_without_end_are_refused(string path, string method, string member, int length, int status) =>
        await Refused(await shared.App.Send(new(method), path, $"{{\"{member}\":\"{new string('x', length)}\"}}"), (HttpStatusCode)status);

    private static async Task<JsonElement> Refused(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync(RunningApp.Timeout);
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        problem.GetProperty("type").GetString().ShouldNotBeNull().ShouldStartWith("urn:orleansmonitor:problem:");
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        text.ShouldNotContain("   at ");
        return problem;
    }
}
