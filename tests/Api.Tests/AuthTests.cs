using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Api.Listening;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Tests;

public sealed class AuthTests(KeyedApp keyed, QuietApp quiet) : IClassFixture<KeyedApp>, IClassFixture<QuietApp>
{
    private const string Key = KeyedApp.AdminKey;

    public static TheoryData<string> Routes =>
    [
        "/", "/api/v1/status", "/api/v1/clusters", "/api/v1/clusters/x/guests", "/api/v1/incidents", "/api/v1/actions", "/api/v1/events",
        "/api/v1/explain/x/y",
        "/openapi/v1.json", "/metrics", "/health/ready", "/hubs/events/negotiate", "/hubs/cluster/negotiate", "/no/such/route",
    ];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task With_a_key_every_route_but_liveness_demands_it(string route)
    {
        var app = keyed.App;
        using var stranger = new HttpClient { BaseAddress = app.Address };

        // Wrong keys are limited by address.
        stranger.DefaultRequestHeaders.Add("X-Forwarded-For", $"203.0.113.{1 + Routes.ToList().FindIndex(row => row.Data == route)}");
        foreach (var authorization in new string?[] { null, "Bearer wrong", "Basic YTpi", "Bearer " })
        {
            using var request = new HttpRequestMessage(route.EndsWith("negotiate") ? HttpMethod.Post : HttpMethod.Get, route);
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var answer = await stranger.SendAsync(request, RunningApp.Timeout);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{route} with '{authorization}'");
            answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        }

        (await stranger.GetAsync("/health/live", RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var known = new HttpRequestMessage(route.EndsWith("negotiate") ? HttpMethod.Post : HttpMethod.Get, route);
        (await app.Http.SendAsync(known, RunningApp.Timeout)).StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/autonomy/level")]
    [InlineData("PUT", "/api/v1/autonomy/kill-switch")]
    [InlineData("POST", "/api/v1/incidents/x/acknowledge")]
    [InlineData("POST", "/api/v1/incidents/x/approve")]
    public async Task With_a_key_nothing_changes_without_it(string method, string route)
    {
        using var stranger = new HttpClient { BaseAddress = keyed.App.Address };
        using var request = new HttpRequestMessage(
            new(method), route)
        { Content = new StringContent("""{"level":4,"active":true,"reason":"x"}""", null, "application/json") };

        (await stranger.SendAsync(request, RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await keyed.App.Get("/api/v1/status")).GetProperty("autonomyLevel").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task The_query_carries_the_key_to_hubs_only()
    {
        using var stranger = new HttpClient { BaseAddress = keyed.App.Address };

        (await stranger.GetAsync($"/api/v1/status?access_token={Key}", RunningApp.Timeout)).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetAsync($"/metrics?access_token={Key}", RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.PostAsync("/hubs/events/negotiate?access_token=wrong", null, RunningApp.Timeout)).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.PostAsync($"/hubs/events/negotiate?access_token={Key}", null, RunningApp.Timeout)).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await keyed.App.Hub("/hubs/events")).State.ShouldBe(HubConnectionState.Connected);
    }

    [Fact]
    public async Task No_log_has_the_key_even_where_everything_is_logged()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(
            database.File, null, Key, "--Logging:LogLevel:Microsoft.AspNetCore=Trace",
            "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace",
            $"--Logging:{typeof(LogCapture).FullName}:LogLevel:Microsoft.AspNetCore=Trace");
        using var socket = new RawHub();

        await socket.Connect(app.Address, $"/hubs/events?access_token={Key}");
        await socket.Send("""{"type":4,"invocationId":"1","target":"Subscribe","arguments":[0]}""");
        (await app.Send(HttpMethod.Put, "/api/v1/autonomy/level", """{"level":3}""")).EnsureSuccessStatusCode();
        (await socket.Receive()).GetProperty("type").GetInt32().ShouldBe(2);

        app.Log.Lines.ShouldContain(line => line.Contains("/hubs/events"), "the web server logs nothing here, so this shows nothing");
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
    [InlineData("Origin", "http://127.0.0.1:9")]
    public async Task Without_a_key_foreign_pages_are_turned_away(string header, string value)
    {
        var app = quiet.App;
        using var request = new HttpRequestMessage(
            HttpMethod.Put, "/api/v1/autonomy/level")
        { Content = new StringContent("""{"level":4}""", null, "application/json") };
        request.Headers.TryAddWithoutValidation(header, value);

        (await app.Http.SendAsync(request, RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await app.Get("/api/v1/status")).GetProperty("autonomyLevel").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_key_foreign_pages_open_no_websocket_but_its_own_do()
    {
        var own = quiet.App.Address.GetLeftPart(UriPartial.Authority);
        foreach (var origin in new[] { "https://evil.example", "null", "http://127.0.0.1:9" })
        {
            using var foreign = new RawHub(origin);
            (await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(
                () => foreign.Connect(quiet.App.Address, "/hubs/events"))).Message.ShouldContain("403");
        }

        using var known = new RawHub(own);
        await known.Connect(quiet.App.Address, "/hubs/events");
    }

    [Theory]
    [InlineData("--urls=nonsense", "urls")]
    [InlineData("--Kestrel:Endpoints:Web:Url=127.0.0.1", "Kestrel:Endpoints:Web:Url")]
    public async Task An_address_that_is_none_is_named(string argument, string key) =>
        (await Should.ThrowAsync<ConfigurationException>(() => MonitorApp.BuildAsync([argument]))).Problems.ShouldHaveSingleItem().Key
        .ShouldBe(key);
}
