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
}
