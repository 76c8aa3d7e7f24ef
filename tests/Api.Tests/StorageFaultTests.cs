using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>A database file that goes away under a running monitor.</summary>
public sealed class StorageFaultTests : IAsyncLifetime
{
    private const string Key = "MONITOR_STORAGE_FAILED:monitor";

    private readonly TempDatabase _database = new();
    private RunningApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await RunningApp.Start(_database.File);

    [Fact]
    public async Task It_is_told_live_without_a_sequence_nothing_is_acknowledged_and_it_is_stored_once_when_the_file_is_back()
    {
        await using var events = await Subscribe();
        File.Move(_database.File, _database.File + ".away");

        var told = await Next(events);
        told.GetProperty("sequence").GetInt64().ShouldBe(0);
        told.GetProperty("condition").GetString().ShouldBe("MONITOR_STORAGE_FAILED");
        told.GetProperty("incidentKey").GetString().ShouldBe(Key);
        told.GetProperty("severity").GetString().ShouldBe("critical");
        told.GetProperty("notify").GetBoolean().ShouldBeTrue();
        told.GetProperty("details").GetProperty("stored").GetString().ShouldBe("false");
        told.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("was deleted or moved away");

        await using (var late = await Subscribe()) (await Next(late)).GetProperty("id").GetString()
            .ShouldBe(told.GetProperty("id").GetString());
        var ready = await _app.Http.GetAsync("/health/ready", RunningApp.Timeout);
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync(RunningApp.Timeout)).ShouldContain("was deleted or moved away");
        (await _app.Get("/api/v1/status")).GetProperty("storage").GetProperty("healthy").GetBoolean().ShouldBeFalse();
        foreach (var (method, path, body) in Writes)
        {
            var answer = await _app.Send(method, path, body);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, path);
            Json(await answer.Content.ReadAsStringAsync(RunningApp.Timeout)).GetProperty("type").GetString()
                .ShouldBe("urn:orleansmonitor:problem:store-unavailable");
        }

        File.Move(_database.File + ".away", _database.File);
        var stored = new List<JsonElement>();
        while (stored.Count(e => e.GetProperty("incidentKey").GetString() == Key) < 4) stored.Add(await Next(events));
        stored.ShouldAllBe(e => e.GetProperty("sequence").GetInt64() > 0);
        stored.Select(e => e.GetProperty("id").GetString())
            .ShouldContain(told.GetProperty("id").GetString(), "the stored copy has the id of what was told live");
        var incident = (await _app.Get("/api/v1/incidents?state=all")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        incident.GetProperty("key").GetString().ShouldBe(Key);
        incident.GetProperty("state").GetString().ShouldBe("resolved");
        (await _app.Http.GetAsync("/health/ready", RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_kill_switch_is_in_force_at_once_says_that_it_is_not_stored_and_is_stored_later()
    {
        await using var events = await Subscribe();
        File.Move(_database.File, _database.File + ".away");
        await Next(events);

        var thrown = await _app.Send(HttpMethod.Put, "/api/v1/autonomy/kill-switch", """{"active":true,"reason":"hold on"}""");
        thrown.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var state = Json(await thrown.Content.ReadAsStringAsync(RunningApp.Timeout)).GetProperty("killSwitch");
        state.GetProperty("active").GetBoolean().ShouldBeTrue();
        state.GetProperty("stored").GetBoolean().ShouldBeFalse();
        state.GetProperty("note").GetString().ShouldNotBeNull().ShouldContain("a restart before that would lose it");
        (await _app.Get("/api/v1/status")).GetProperty("killSwitch").GetProperty("active").GetBoolean().ShouldBeTrue();
        var released = await _app.Send(HttpMethod.Put, "/api/v1/autonomy/kill-switch", """{"active":false}""");
        released.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        File.Move(_database.File + ".away", _database.File);
        while ((await Next(events)).GetProperty("title").GetString() != "kill switch turned on: hold on")
        {
        }

        (await _app.Until("/api/v1/autonomy", all => all.GetProperty("killSwitch").GetProperty("stored").GetBoolean(), "stored"))
            .GetProperty("killSwitch").GetProperty("active").GetBoolean().ShouldBeTrue();
        (await _app.Get("/api/v1/actions")).GetProperty("items").EnumerateArray()
            .Count(row => row.GetProperty("action").GetString() == "set_kill_switch").ShouldBe(1);
        (await _app.Send(HttpMethod.Put, "/api/v1/autonomy/kill-switch", """{"active":false}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_file_that_was_deleted_is_not_begun_anew_before_a_restart_which_says_what_the_log_lacks()
    {
        (await _app.Send(HttpMethod.Put, "/api/v1/autonomy/level", """{"level":1,"reason":"before"}""")).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        await using (var events = await Subscribe())
        {
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_database.File)!, "monitor.db*")
                .Where(file => !file.Contains(".heads", StringComparison.Ordinal))) File.Delete(file);
            await Next(events);
            (await _app.Send(HttpMethod.Put, "/api/v1/autonomy/level", """{"level":3}""")).StatusCode
                .ShouldBe(HttpStatusCode.ServiceUnavailable);
            File.Exists(_database.File).ShouldBeFalse();
        }

        await _app.DisposeAsync();
        _app = await RunningApp.Start(_database.File);

        var verified = await _app.Get("/api/v1/actions/verify");
        verified.GetProperty("whole").GetBoolean().ShouldBeFalse();
        verified.GetProperty("chains").EnumerateArray().Single().GetProperty("broken").GetProperty("reason").GetString().ShouldNotBeNull()
            .ShouldContain("the log ends at 0, but row 1 was on record");
        await _app.Until(
            "/api/v1/events", page => page.GetProperty("items").EnumerateArray()
                .Any(e => e.GetProperty("title").GetString() == "The audit log is not the one on record"), "the event");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _database.Dispose();
    }

    private static (HttpMethod Method, string Path, string? Body)[] Writes =>
    [
        (HttpMethod.Put, "/api/v1/autonomy/level", """{"level":1}"""),
        (HttpMethod.Post, "/api/v1/incidents/0123456789abcdef0123/acknowledge", """{"comment":"mine"}"""),
        (HttpMethod.Post, "/api/v1/incidents/0123456789abcdef0123/approve", "{}"),
        (HttpMethod.Post, "/api/v1/incidents/0123456789abcdef0123/reject", "{}"),
    ];

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private async Task<IAsyncEnumerator<JsonElement>> Subscribe() =>
        (await _app.Hub("/hubs/events")).StreamAsync<JsonElement>("Subscribe", (long?)0, RunningApp.Timeout)
        .GetAsyncEnumerator(RunningApp.Timeout);

    // Events of what the test did before are passed over.
    private static async Task<JsonElement> Next(IAsyncEnumerator<JsonElement> events)
    {
        do (await events.MoveNextAsync()).ShouldBeTrue();
        while (events.Current.GetProperty("title").GetString()!.StartsWith("autonomy level", StringComparison.Ordinal));
        return events.Current;
    }
}
