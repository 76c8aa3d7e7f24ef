using System.Net;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

public sealed class OrleansDashboardTests
{
    private const string Key = "correct-horse-battery-staple";

    [Theory]
    [InlineData("/orleans/")]
    [InlineData("/orleans/DashboardCounters")]
    public async Task Orleans_own_dashboard_is_behind_the_key(string path)
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, key: Key, more: "--Monitor:Silo:Dashboard=true");
        (await app.Send(HttpMethod.Get, path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stranger = new HttpClient { BaseAddress = app.Address };
        using var refused = await stranger.GetAsync(new Uri(path, UriKind.Relative), RunningApp.Timeout);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task It_is_not_there_unless_asked_for()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, key: Key);
        (await app.Send(HttpMethod.Get, "/orleans/")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
