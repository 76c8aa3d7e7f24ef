using System.Net;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests.People;

/// <summary>Browsers that are signed in with an account.</summary>
public sealed class AccountSessionTests(KeyedApp shared) : IClassFixture<KeyedApp>
{
    private RunningApp App => shared.App;

    [Fact]
    public async Task An_account_acts_with_its_role_and_under_its_name()
    {
        using var browser = await App.SignInAs("Night Shift", "operator");

        var thrown = await browser.Ask("/api/v1/autonomy/kill-switch", HttpMethod.Put, """{"active":true,"reason":"test"}""");
        var released = await browser.Ask("/api/v1/autonomy/kill-switch", HttpMethod.Put, """{"active":false}""");
        (await App.Ask(App.Key, "/api/v1/autonomy/kill-switch", HttpMethod.Put, """{"active":false}""")).Status
            .ShouldBe(HttpStatusCode.OK);

        thrown.Status.ShouldBe(HttpStatusCode.OK);
        released.Status.ShouldBe(HttpStatusCode.Forbidden);
        released.Body.ShouldContain("This needs the role admin; yours is operator.");
        (await App.Rows("set_kill_switch")).Select(row => row.GetProperty("actor").GetString())
            .ShouldBe(["admin", "account:Night Shift"]);
        (await App.Rows("sign_in")).ShouldContain(row => row.GetProperty("actor").GetString() == "account:Night Shift");
    }

    [Theory]
    [InlineData("role", "PATCH", "", """{"role":"admin"}""")]
    [InlineData("disabled", "PATCH", "", """{"enabled":false}""")]
    [InlineData("password", "PUT", "/password", """{"password":"another harbour again"}""")]
    [InlineData("deleted", "DELETE", "", null)]
    public async Task Its_sessions_end_with_what_they_have_open_when_it_changes(string what, string method, string under, string? json)
    {
        var name = $"ends by {what}";
        var id = await App.CreateAccount(name, "viewer");
        using var browser = new SignedIn(App.Address);
        await browser.SignInAs(name);
        using var hub = new RawHub(App.Address.GetLeftPart(UriPartial.Authority), browser.Cookies);
        await hub.Connect(App.Address, "/hubs/events");
        (await SignedIn.Status(App.Address, browser.Cookies)).ShouldBe(HttpStatusCode.OK);

        (await App.Ask(App.Key, $"/api/v1/accounts/{id}{under}", new(method), json)).Status.ShouldBe(HttpStatusCode.OK);

        (await SignedIn.Status(App.Address, browser.Cookies)).ShouldBe(HttpStatusCode.Unauthorized);
        await hub.Closed();
    }

    [Fact]
    public async Task A_request_that_ends_its_own_session_is_answered()
    {
        using var browser = await App.SignInAs("self", "admin");
        var id = (await App.Get("/api/v1/accounts")).GetProperty("items").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "self").GetProperty("id").GetString();

        (await browser.Ask($"/api/v1/accounts/{id}", HttpMethod.Patch, """{"role":"viewer"}""")).Status.ShouldBe(HttpStatusCode.OK);

        (await browser.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_owner_changes_the_password_with_the_present_one_and_signs_in_again()
    {
        using var browser = await App.SignInAs("changing", "viewer");
        const string Next = "another harbour again";

        (await Change(browser, "wrong password here", Next, Next)).ShouldBe("/account?problem=present");
        (await Change(browser, TestAccounts.Password, Next, "something else")).ShouldBe("/account?problem=again");
        (await Change(browser, TestAccounts.Password, "short", "short")).ShouldBe("/account?problem=weak");
        (await browser.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.OK);
        (await Change(browser, TestAccounts.Password, Next, Next)).ShouldBe("/sign-in?done=password");

        (await browser.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.TrySignIn("changing", TestAccounts.Password)).ShouldStartWith("/sign-in?failed=password");
        await browser.SignInAs("changing", Next);
        (await App.Rows("change_password")).ShouldHaveSingleItem().GetProperty("actor").GetString().ShouldBe("account:changing");
    }

    [Fact]
    public async Task Who_must_wait_at_the_sign_in_is_told_how_long_and_a_wrong_password_is_in_the_audit_log()
    {
        using var browser = await App.SignInAs("guessed", "viewer");
        (await browser.TrySignIn("guessed", "wrong")).ShouldBe("/sign-in?failed=password&to=%2F");
        var limit = App.Service<AttemptLimit>();
        for (var i = 0; i < AttemptLimit.Free + 5; i++)
        {
            limit.Begin(IPAddress.Parse($"203.0.113.{i}"), "GUESSED", out var begun);
            limit.End(begun, isRight: false);
        }

        using var answer = await browser.Post(
            "/sign-in", await browser.Token(), ("name", "guessed"), ("password", TestAccounts.Password));

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "the right one is not checked either");
        answer.Headers.RetryAfter?.Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        (await App.Rows("failed_sign_in")).ShouldContain(
            row => row.GetProperty("resultDetails").GetString()!.StartsWith("wrong name or password from 127.0.0.1"));
    }

    private static async Task<string?> Change(SignedIn browser, string present, string next, string again)
    {
        using var answer = await browser.Post(
            "/account/password", await browser.Token("/account"), ("present", present), ("password", next), ("again", again));
        return answer.Headers.Location?.ToString();
    }
}
