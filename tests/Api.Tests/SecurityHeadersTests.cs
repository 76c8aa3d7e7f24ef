using System.Net;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>What browsers are told with every answer.</summary>
public sealed class SecurityHeadersTests : IAsyncLifetime
{
    private readonly TempDatabase _database = new();
    private RunningApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await RunningApp.Start(
        _database.File, null, KeyedApp.AdminKey, "--Monitor:Auth:TrustedProxies:0=127.0.0.1");

    [Theory]
    [InlineData("/", true)]
    [InlineData("/sign-in", true)]
    [InlineData("/api/v1/status", true)]
    [InlineData("/api/v1/nope", true)]
    [InlineData("/metrics", true)]
    [InlineData("/dashboard/style.css", false)]
    [InlineData("/_framework/blazor.web.js", false)]
    public async Task Answers_are_kept_apart_from_other_sites_and_those_with_data_are_not_stored(string path, bool hasData)
    {
        using var answer = await Get(path);

        Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(answer, "X-Frame-Options").ShouldBe("DENY");
        Header(answer, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        Header(answer, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        Header(answer, "Permissions-Policy").ShouldNotBeNull().ShouldContain("camera=()");
        (answer.Headers.CacheControl?.NoStore == true).ShouldBe(hasData);
        Header(answer, "Strict-Transport-Security").ShouldBeNull("it came without TLS");
    }

    [Fact]
    public async Task Behind_a_TLS_proxy_cookies_are_secure_and_browsers_are_told_to_stay_with_HTTPS()
    {
        using var page = await Get(
            "/sign-in", ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.1"), ("Host", "monitor.example"));

        Header(page, "Strict-Transport-Security").ShouldBe("max-age=31536000");
        var token = page.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        token.ShouldContain("; secure");
        using var plain = await Get("/sign-in");
        plain.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => !cookie.Contains("; secure"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_sessions_cookie_is_secure_where_the_browser_came_by_HTTPS(bool https)
    {
        using var browser = new SignedIn(_app.Address);
        if (https)
        {
            // The cookie container withholds secure cookies from plain HTTP, so they are sent by hand.
            browser.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            browser.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.1");
        }

        using var page = await browser.Http.GetAsync("/sign-in", RunningApp.Timeout);
        var token = SignedIn.TokenIn(await page.Content.ReadAsStringAsync(RunningApp.Timeout));
        if (https) browser.Http.DefaultRequestHeaders.Add("Cookie", page.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        using var answer = await browser.Post("/sign-in", token, ("key", KeyedApp.AdminKey));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("orleansmonitor="));
        cookie.Contains("; secure").ShouldBe(https);
        cookie.ShouldContain("; httponly");
        cookie.ShouldContain("; samesite=strict");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _database.Dispose();
    }

    private async Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _app.Http.SendAsync(request, RunningApp.Timeout);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
