using System.Net;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>What the API says of notifications.</summary>
public sealed class NotificationTests(WatchingApp shared) : IClassFixture<WatchingApp>
{
    private RunningApp App => shared.App;

    [Fact]
    public async Task Without_destinations_the_list_is_empty()
    {
        var page = await App.Get("/api/v1/notifications?state=dead");

        page.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("GET", "/api/v1/notifications?state=lost", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/notifications/msg_0/retry", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/v1/notifications/destinations/nobody/test", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_a_problem(string method, string path, HttpStatusCode status) =>
        (await App.Send(new HttpMethod(method), path, null)).StatusCode.ShouldBe(status);

    [Fact]
    public async Task A_test_message_answers_what_the_destination_did_and_is_in_the_audit_log()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await using var app = await RunningApp.Start(
            Path.Combine(folder, "monitor.db"), more:
            [
                "--Monitor:Notifications:Destinations:phone:Ntfy:Server=http://127.0.0.1:1",
                "--Monitor:Notifications:Destinations:phone:Ntfy:Topic=a-secret-topic",
            ]);

        var answer = await app.Send(HttpMethod.Post, "/api/v1/notifications/destinations/phone/test", null);

        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        body.ShouldContain("\"result\":\"transient\"");
        body.ShouldContain("It cannot be reached.");
        var row = (await app.Get("/api/v1/actions")).GetProperty("items").EnumerateArray()
            .Single(one => one.GetProperty("action").GetString() == "test_destination");
        row.GetProperty("actor").GetString().ShouldBe("local");
        row.GetRawText().ShouldContain("test message to phone: transient");
        row.GetRawText().ShouldNotContain("a-secret-topic");
    }
}
