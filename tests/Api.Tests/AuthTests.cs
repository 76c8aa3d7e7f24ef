using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Api.Listening;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Tests;

public sealed class AuthTests
{
    private const string Key = "correct-horse-battery-staple";

    public static TheoryData<string> Routes =>
    [
        "/", "/api/v1/status", "/api/v1/clusters", "/api/v1/clusters/x/guests", "/api/v1/incidents", "/api/v1/actions", "/api/v1/events", "/api/v1/explain/x/y",
        "/openapi/v1.json", "/metrics", "/health/ready", "/hubs/events/negotiate", "/hubs/cluster/negotiate", "/no/such/route",
    ];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task With_a_key_every_route_but_liveness_demands_it(string route)
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, key: Key);
        using var stranger = new HttpClient { BaseAddress = app.Address };

        foreach (var authorization in new string?[] { null, "Bearer wrong", "Basic YTpi", "Bearer " })
        {
            using var request = new HttpRequestMessage(route.EndsWith("negotiate") ? HttpMethod.Post : HttpMethod.Get, route);
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var answer = await stranger.SendAsync(request, RunningApp.Patience);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{route} with '{authorization}'");
        }

        (await stranger.GetAsync("/health/live", RunningApp.Patience)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var known = new HttpRequestMessage(route.EndsWith("negotiate") ? HttpMethod.Post : HttpMethod.Get, route);
        (await app.Http.SendAsync(known, RunningApp.Patience)).StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_query_carries_the_key_to_hubs_only()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, key: Key);
        using var stranger = new HttpClient { BaseAddress = app.Address };

        (await stranger.GetAsync($"/api/v1/status?access_token={Key}", RunningApp.Patience)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.PostAsync($"/hubs/events/negotiate?access_token={Key}", null, RunningApp.Patience)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Hub("/hubs/events")).State.ShouldBe(HubConnectionState.Connected);
        app.Log.Lines.ShouldAllBe(line => !line.Contains(Key));
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://+:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://127.0.0.1:5080;http://example.org:80")]
    public async Task Listening_beyond_loopback_is_refused_without_a_key(string urls)
    {
        var problem = await Should.ThrowAsync<ConfigurationException>(() => MonitorApp.BuildAsync([$"--urls={urls}"]));

        problem.Problems.ShouldHaveSingleItem().Key.ShouldBe("urls");
        problem.Message.ShouldContain("BootstrapAdminKey");
    }

    [Theory]
    [InlineData("--http_ports=8080")]
    [InlineData("--Kestrel:Endpoints:Web:Url=http://0.0.0.0:80")]
    public async Task Other_ways_to_listen_beyond_loopback_are_refused_too(string argument) =>
        await Should.ThrowAsync<ConfigurationException>(() => MonitorApp.BuildAsync([argument]));

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://127.8.9.1:0", true)]
    [InlineData("http://localhost:1", true)]
    [InlineData("http://[::1]:1", true)]
    [InlineData("http://localhost.example.org:1", false)]
    [InlineData("http://[::]:1", false)]
    public void Loopback_is_told_from_everything_else(string address, bool loopback) => ListenRules.IsLoopback(address).ShouldBe(loopback);

    [Theory]
    [InlineData("Host", "evil.example:5080")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task Without_a_key_foreign_pages_are_turned_away(string header, string value)
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/autonomy/level") { Content = new StringContent("""{"level":4}""", null, "application/json") };
        request.Headers.TryAddWithoutValidation(header, value);

        (await app.Http.SendAsync(request, RunningApp.Patience)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await app.Get("/api/v1/status")).GetProperty("autonomyLevel").GetInt32().ShouldBe(2);
    }
}
