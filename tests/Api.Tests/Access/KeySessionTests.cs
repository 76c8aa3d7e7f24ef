using System.Net;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests.Access;

/// <summary>Sessions that an API key opened, and what the audit log keeps of signing in.</summary>
public sealed class KeySessionTests(KeyedApp shared) : IClassFixture<KeyedApp>
{
    private RunningApp App => shared.App;

    [Fact]
    public async Task A_session_of_a_key_has_its_role_and_ends_with_it()
    {
        var created = await App.CreateKey("operator", "operator on duty");
        using var browser = new SignedIn(App.Address);
        await browser.SignIn(created.GetProperty("key").GetString()!);
        using var hub = new RawHub(App.Address.GetLeftPart(UriPartial.Authority), browser.Cookies);
        await hub.Connect(App.Address, "/hubs/events");
        using (var level = await browser.Http.PutAsync(
            "/api/v1/autonomy/level", new StringContent("""{"level":4}""", null, "application/json"), RunningApp.Timeout))
            level.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await SignedIn.Status(App.Address, browser.Cookies)).ShouldBe(HttpStatusCode.OK);

        var id = created.GetProperty("stored").GetProperty("id").GetString();
        await App.Ask(App.Key, $"/api/v1/keys/{id}", HttpMethod.Delete);

        (await SignedIn.Status(App.Address, browser.Cookies)).ShouldBe(HttpStatusCode.Unauthorized);
        await Should.ThrowAsync<Exception>(hub.Receive);
    }

    [Fact]
    public async Task Signing_in_and_out_and_wrong_keys_are_in_the_audit_log_with_their_address()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, key: KeyedApp.AdminKey);
        var key = await app.Create("viewer", "reader");
        using var browser = new SignedIn(app.Address);
        await browser.SignIn(key);
        await browser.SignOut();
        for (var i = 0; i < 5; i++) await app.Ask("wrong", "/api/v1/status");

        var signedIn = (await app.Rows("sign_in")).ShouldHaveSingleItem();
        var signedOut = (await app.Rows("sign_out")).ShouldHaveSingleItem();
        var failed = (await app.Rows("failed_sign_in")).ShouldHaveSingleItem();

        signedIn.GetProperty("actor").GetString().ShouldBe("key:reader");
        signedOut.GetProperty("actor").GetString().ShouldBe("key:reader");
        failed.GetProperty("result").GetString().ShouldBe("failure");
        new[] { signedIn, signedOut, failed }.ShouldAllBe(row => row.GetProperty("actionArgs").GetRawText().Contains("127.0.0.1"));
        (await app.Get("/api/v1/actions/verify")).GetRawText().ShouldNotContain("\"broken\":{");
    }

    [Theory]
    [InlineData("viewer", false, false)]
    [InlineData("operator", false, true)]
    [InlineData("admin", true, true)]
    public async Task A_page_offers_what_its_viewer_may_do(string role, bool level, bool killSwitch)
    {
        using var browser = new SignedIn(App.Address);
        await browser.SignIn(await App.Create(role, $"page of {role}"));

        var page = await browser.Http.GetStringAsync("/", RunningApp.Timeout);

        page.Contains("href=\"/connect\"").ShouldBe(level);
        IsOffered(page, "level").ShouldBe(level);
        IsOffered(page, "kill-switch").ShouldBe(killSwitch);
    }

    private static bool IsOffered(string page, string button)
    {
        var at = page.IndexOf($"data-test=\"{button}\"", StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, "the page shows no such button");
        var start = page.LastIndexOf("<button", at, StringComparison.Ordinal);
        return !page[start..page.IndexOf('>', at)].Contains("disabled");
    }
}
