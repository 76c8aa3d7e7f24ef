using System.Net;
using System.Net.WebSockets;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>Sessions of browsers.</summary>
public sealed class SessionTests
{
    private const string Key = KeyedApp.AdminKey;

    [Fact]
    public async Task A_copy_of_the_cookie_ends_with_the_sign_out_and_other_sessions_go_on()
    {
        using var database = new TempDatabase();
        string copied;
        await using (var app = await RunningApp.Start(database.File, key: Key))
        {
            using var browser = new SignedIn(app.Address);
            using var other = new SignedIn(app.Address);
            await browser.SignIn(Key);
            await other.SignIn(Key);
            copied = browser.Cookies;
            (await SignedIn.Status(app.Address, copied)).ShouldBe(HttpStatusCode.OK);

            await browser.SignOut();

            (await SignedIn.Status(app.Address, copied)).ShouldBe(HttpStatusCode.Unauthorized);
            (await SignedIn.Status(app.Address, other.Cookies)).ShouldBe(HttpStatusCode.OK);
        }

        await using var again = await RunningApp.Start(database.File, key: Key);
        (await SignedIn.Status(again.Address, copied)).ShouldBe(HttpStatusCode.Unauthorized, "after a restart");
    }

    [Fact]
    public async Task What_a_session_has_open_is_closed_by_its_sign_out()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, key: Key);
        using var browser = new SignedIn(app.Address);
        await browser.SignIn(Key);
        using var hub = new RawHub(app.Address.GetLeftPart(UriPartial.Authority), browser.Cookies);
        await hub.Connect(app.Address, "/hubs/events");
        using var withKey = new RawHub();
        await withKey.Connect(app.Address, $"/hubs/events?access_token={Key}");

        await browser.SignOut();

        (await Should.ThrowAsync<Exception>(hub.Receive)).ShouldBeAssignableTo<Exception>()
            .ShouldSatisfyAllConditions(closed => (closed is WebSocketException or InvalidOperationException).ShouldBeTrue());
        await withKey.Send("""{"type":4,"invocationId":"1","target":"Subscribe","arguments":[0]}""");
        (await withKey.Receive()).GetProperty("item").GetProperty("message").GetString().ShouldBe("admin signed out.");
        app.Service<OpenRequests>().Sessions.ShouldBe(0);
    }
}
