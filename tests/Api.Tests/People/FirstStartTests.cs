using System.Net;
using System.Text.RegularExpressions;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests.People;

/// <summary>A monitor without an admin key.</summary>
public sealed partial class FirstStartTests
{
    [Fact]
    public async Task The_link_in_the_log_creates_the_first_admin_once_and_then_everybody_signs_in()
    {
        using var database = new TempDatabase();
        await using (var app = await RunningApp.Start(database.File))
        {
            var token = await Token(app);
            using var hub = new RawHub(app.Address.GetLeftPart(UriPartial.Authority));
            await hub.Connect(app.Address, "/hubs/events");
            using var browser = new SignedIn(app.Address);
            (await SetUp(browser, "0000", "anna", TestAccounts.Password)).ShouldBe("/set-up?problem=link");
            (await SetUp(browser, token, "anna", "short")).ShouldBe($"/set-up?token={token}&problem=weak");
            (await SetUp(browser, token, "a:b", TestAccounts.Password)).ShouldBe($"/set-up?token={token}&problem=name");
            (await app.Ask(null, "/api/v1/status")).Status.ShouldBe(HttpStatusCode.OK);

            (await SetUp(browser, token, "anna", TestAccounts.Password)).ShouldBe("/sign-in?done=account");

            (await app.Ask(null, "/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
            await hub.Closed();
            (await SetUp(browser, token, "ben", TestAccounts.Password)).ShouldBe("/set-up?problem=link");
            await browser.SignInAs("anna");
            (await browser.Ask("/api/v1/accounts")).Status.ShouldBe(HttpStatusCode.OK);
            var created = await browser.Ask("/api/v1/actions?action=create_account");
            created.Body.ShouldContain("set-up link");
        }

        await using var again = await RunningApp.Start(database.File);
        (await again.Ask(null, "/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized, "after a restart");
        again.Log.Lines.ShouldAllBe(line => !line.Contains("/set-up?token="));
    }

    [Fact]
    public async Task The_last_admin_stays_and_api_keys_work_beside_accounts()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);
        var id = await app.CreateAccount("anna", "admin");
        (await app.Ask(null, "/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var browser = new SignedIn(app.Address);
        await browser.SignInAs("anna");

        foreach (var (method, json) in new[]
        {
            (HttpMethod.Delete, null), (HttpMethod.Patch, """{"role":"operator"}"""), (HttpMethod.Patch, """{"enabled":false}"""),
        })
        {
            var (status, body) = await browser.Ask($"/api/v1/accounts/{id}", method, json);
            status.ShouldBe(HttpStatusCode.Conflict);
            body.ShouldContain("last-admin");
        }

        var key = System.Text.Json.JsonDocument.Parse(
            (await browser.Ask("/api/v1/keys", HttpMethod.Post, """{"name":"ci","role":"viewer"}""")).Body)
            .RootElement.GetProperty("key").GetString();
        (await app.Ask(key, "/api/v1/status")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Ask(key, "/api/v1/accounts")).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var withKey = new SignedIn(app.Address);
        await withKey.SignIn(key!);
        (await withKey.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_demo_stays_open_and_logs_no_link()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, null, null, "--demo");
        await app.CreateAccount("anna", "admin");

        (await app.Ask(null, "/api/v1/status")).Status.ShouldBe(HttpStatusCode.OK);
        app.Log.Lines.ShouldAllBe(line => !line.Contains("/set-up?token="));
    }

    private static async Task<string> Token(RunningApp app)
    {
        await app.Log.Until("/set-up?token=");
        return app.Log.Lines.Select(line => Link().Match(line)).First(match => match.Success).Groups["token"].Value;
    }

    private static async Task<string?> SetUp(SignedIn browser, string token, string name, string password)
    {
        using var answer = await browser.Post(
            "/set-up", await browser.Token("/set-up"), ("token", token), ("name", name), ("password", password), ("again", password));
        return answer.Headers.Location?.ToString();
    }

    [GeneratedRegex("/set-up\\?token=(?<token>[0-9a-f]{64})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
