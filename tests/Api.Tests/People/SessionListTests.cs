using System.Net;
using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Grains.Sessions;

namespace OrleansMonitor.Api.Tests.People;

/// <summary>The list of browser sessions.</summary>
public sealed class SessionListTests(KeyedApp shared) : IClassFixture<KeyedApp>
{
    private RunningApp App => shared.App;

    [Fact]
    public async Task Everybody_sees_and_ends_their_own_sessions_and_an_admin_those_of_all()
    {
        using var browser = await App.SignInAs("lister", "viewer");
        using var second = new SignedIn(App.Address);
        await second.SignInAs("lister");
        using var other = await App.SignInAs("neighbour", "viewer");

        var own = await Sessions(browser);
        own.Select(one => one.GetProperty("actor").GetString()).ShouldBe(["account:lister", "account:lister"]);
        own.Count(one => one.GetProperty("current").GetBoolean()).ShouldBe(1);
        own[0].GetProperty("method").GetString().ShouldBe("password");
        own[0].GetProperty("address").GetString().ShouldBe("127.0.0.1");
        var foreign = (await Sessions(other)).ShouldHaveSingleItem().GetProperty("id").GetString();
        (await browser.Ask($"/api/v1/sessions/{foreign}", HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.NotFound);

        (await browser.Ask("/api/v1/sessions", HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.OK);

        (await second.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Sessions(browser)).ShouldHaveSingleItem().GetProperty("current").GetBoolean().ShouldBeTrue();
        (await App.Get("/api/v1/sessions")).GetRawText().ShouldContain("account:neighbour");
        (await App.Ask(App.Key, $"/api/v1/sessions/{foreign}", HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.OK);
        (await other.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await App.Rows("end_session")).Select(row => row.GetProperty("actor").GetString()).ShouldBe(["admin", "account:lister"]);
    }

    [Fact]
    public async Task A_session_is_not_its_id()
    {
        using var browser = await App.SignInAs("shown", "viewer");
        var id = (await Sessions(browser)).ShouldHaveSingleItem().GetProperty("id").GetString()!;

        browser.Cookies.ShouldNotContain(id);
        (await SignedIn.Status(App.Address, $"orleansmonitor={id}")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_signed_cookie_of_an_account_is_refused_unless_its_session_is_known()
    {
        using var browser = await App.SignInAs("forger", "viewer");
        using var withKey = new SignedIn(App.Address);
        await withKey.SignIn(App.Key!);
        var known = (await Sessions(withKey)).Where(one => one.GetProperty("actor").GetString() is "account:forger" or "admin")
            .Select(one => one.GetProperty("id").GetString()!).ToList();
        known.Count.ShouldBeGreaterThanOrEqualTo(2);

        await App.Service<IGrainFactory>().OpenSessions().Remove(known);

        (await browser.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await withKey.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.OK, "the cookie proves the admin key");
        await withKey.SignOut();
    }

    [Fact]
    public async Task Sessions_of_keys_are_listed_and_leave_the_list_when_they_end()
    {
        var key = await App.CreateKey("viewer", "with a browser");
        using var browser = new SignedIn(App.Address);
        await browser.SignIn(key.GetProperty("key").GetString()!);
        (await Sessions(browser)).ShouldHaveSingleItem().GetProperty("method").GetString().ShouldBe("key");
        using var admin = new SignedIn(App.Address);
        await admin.SignIn(App.Key!);
        (await Sessions(admin)).ShouldContain(one => one.GetProperty("method").GetString() == "admin key");

        await admin.SignOut();
        await App.Ask(App.Key, $"/api/v1/keys/{key.GetProperty("stored").GetProperty("id").GetString()}", HttpMethod.Delete);

        var left = await App.Get("/api/v1/sessions");
        left.GetRawText().ShouldNotContain("with a browser");
        left.GetProperty("items").EnumerateArray().ShouldAllBe(one => one.GetProperty("actor").GetString() != "admin");
    }

    private static async Task<JsonElement[]> Sessions(SignedIn browser) =>
        [.. JsonSerializer.Deserialize<JsonElement>((await browser.Ask("/api/v1/sessions")).Body).GetProperty("items").EnumerateArray()];
}
