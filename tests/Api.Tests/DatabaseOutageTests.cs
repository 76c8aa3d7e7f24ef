using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

public sealed class DatabaseOutageTests
{
    [Fact]
    public async Task A_locked_database_is_said_in_words_nothing_is_acknowledged_and_what_happened_meanwhile_is_told_afterwards()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Polled();
        await using (var other = new SqliteConnection($"Data Source={database.File};Pooling=False"))
        {
            await other.OpenAsync(RunningApp.Timeout);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            await command.ExecuteNonQueryAsync(RunningApp.Timeout);

            proxmox.Cluster.KillGuest(100);
            var answer = await app.Http
                .PutAsync("/api/v1/autonomy/level", new StringContent("""{"level":4}""", null, "application/json"), RunningApp.Timeout);

            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(RunningApp.Timeout));
            problem.GetProperty("type").GetString().ShouldBe("urn:orleansmonitor:problem:store-unavailable");
            problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("locked");
            (await app.Http.GetAsync("/health/ready", RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await app.Until(
            "/api/v1/incidents", page => page.GetProperty("items").EnumerateArray()
                .Any(item => item.GetProperty("key").GetString() == "VM_CRASHED:lab/100"), "the crash");
        (await app.Get("/api/v1/status")).GetProperty("autonomyLevel").GetInt32().ShouldBe(2);
        (await app.Get("/api/v1/actions")).GetProperty("items").EnumerateArray()
            .ShouldNotContain(action => action.GetProperty("action").GetString() == "set_autonomy_level");
    }
}
