using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Tests;

public sealed class AuditTests
{
    [Fact]
    public async Task The_chains_are_whole_and_what_was_stored_comes_out_as_json_and_csv()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        var store = app.Service<IAuditStore>();
        for (var i = 1; i <= 1203; i++) await store.SaveAsync(Row(i), RunningApp.Timeout);

        var verification = await app.Get("/api/v1/actions/verify");
        verification.GetProperty("whole").GetBoolean().ShouldBeTrue();
        var chain = verification.GetProperty("chains").EnumerateArray().ShouldHaveSingleItem();
        chain.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["cluster", "whole", "first", "last", "headHash", "unchained", "broken"]);
        chain.GetProperty("last").GetInt64().ShouldBe(1203);

        var json = await app.Get("/api/v1/actions/export?cluster=lab");
        json.EnumerateArray().Select(row => row.GetProperty("id").GetString())
            .ShouldBe(Enumerable.Range(1, 1203).Reverse().Select(i => $"row-{i}"));

        var csv = (await app.Http.GetStringAsync("/api/v1/actions/export?format=csv", RunningApp.Timeout)).Split("\r\n");
        csv.Length.ShouldBe(1205, "a line of names, the rows, and nothing after the last line's end");
        csv[0].ShouldStartWith("id,timestamp,incident_key,");
        csv[1].ShouldStartWith("row-1203,2026-11-24T06:00:00.123456Z,,,,,start_guest,\"{\"\"why\"\":\"\"a, b\"\"}\",success,'=1+1,");
        (await app.Get("/api/v1/actions/export?cluster=elsewhere")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Rows_are_found_by_entity_action_time_and_text_in_lists_and_exports()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        var store = app.Service<IAuditStore>();
        for (var i = 1; i <= 700; i++) await store.SaveAsync(Row(i) with { IncidentKey = $"VM_CRASHED:lab/{i % 2}" }, RunningApp.Timeout);
        await store.SaveAsync(
            Row(701) with { Action = "reset_guest", ResultDetails = "It is Frozen", Timestamp = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero) },
            RunningApp.Timeout);

        async Task<int> Rows(string filter) => (await app.Get($"/api/v1/actions/export?{filter}")).GetArrayLength();
        (await Rows("entity=lab/1")).ShouldBe(350);
        (await Rows("action=reset_guest&q=frozen%20IS")).ShouldBe(1);
        (await Rows("since=2026-11-24T23:59:59Z")).ShouldBe(1);
        (await Rows("until=2026-11-24T23:59:59Z")).ShouldBe(700);
        (await app.Get("/api/v1/actions?q=frozen")).GetProperty("items").EnumerateArray().Single().GetProperty("id").GetString()
            .ShouldBe("row-701");
        (await app.Send(HttpMethod.Get, "/api/v1/actions?since=yesterday", null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_level_of_one_cluster_and_the_reason_are_audited_with_who_set_it()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);

        (await app.Send(HttpMethod.Put, "/api/v1/autonomy/level", """{"level":4,"cluster":"lab","reason":"it went well for a month"}"""))
            .EnsureSuccessStatusCode();

        var autonomy = await app.Get("/api/v1/autonomy");
        (autonomy.GetProperty("autonomyLevel").GetInt32(), autonomy.GetProperty("clusters").GetProperty("lab").GetInt32()).ShouldBe((2, 4));
        var row = (await app.Get("/api/v1/actions?cluster=lab")).GetProperty("items").EnumerateArray()
            .Single(row => row.GetProperty("action").GetString() == "set_autonomy_level");
        row.GetProperty("actionArgs").GetProperty("reason").GetString().ShouldBe("it went well for a month");
        row.GetProperty("resultDetails").GetString()
            .ShouldBe("autonomy level of lab the monitor's became 4 (ActSilently): it went well for a month");
        row.GetProperty("actor").GetString().ShouldNotBe("monitor");

        (await app.Send(HttpMethod.Put, "/api/v1/autonomy/level", """{"level":null,"cluster":"lab"}""")).EnsureSuccessStatusCode();
        (await app.Get("/api/v1/autonomy")).GetProperty("clusters").EnumerateObject().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_hub_takes_the_same_commands_and_refuses_in_words()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        var hub = await app.Hub("/hubs/autonomy");

        (await hub.InvokeAsync<JsonElement>("SetLevel", 1, null, "drill", RunningApp.Timeout)).GetProperty("autonomyLevel").GetInt32()
            .ShouldBe(1);
        (await hub.InvokeAsync<JsonElement>("SetKillSwitch", true, "drill", RunningApp.Timeout)).GetProperty("killSwitch")
            .GetProperty("active").GetBoolean().ShouldBeTrue();
        (await Should.ThrowAsync<HubException>(() => hub.InvokeAsync<JsonElement>("SetKillSwitch", true, null, RunningApp.Timeout))).Message
            .ShouldContain("reason is missing");
        (await Should.ThrowAsync<HubException>(() => hub.InvokeAsync<JsonElement>("SetLevel", 7, null, null, RunningApp.Timeout))).Message
            .ShouldContain("0 to 4");
        (await hub.InvokeAsync<JsonElement>("Get", RunningApp.Timeout)).GetProperty("autonomyLevel").GetInt32().ShouldBe(1);
        (await app.Get("/api/v1/actions")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    private static AutonomyAction Row(int number) => new()
    {
        Id = $"row-{number}",
        Timestamp = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero).AddTicks(1_234_560),
        Action = "start_guest",
        ActionArgs = """{"why":"a, b"}""",
        Result = ActionResult.Success,
        ResultDetails = "=1+1",
        AutonomyLevel = AutonomyLevel.ActAndReport,
        Cluster = "lab",
    };
}
