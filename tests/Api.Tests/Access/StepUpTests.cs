using System.Net;
using System.Text.RegularExpressions;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Grains.Sessions;

namespace OrleansMonitor.Api.Tests.Access;

/// <summary>What needs a fresh sign-in.</summary>
public sealed partial class StepUpTests(KeyedApp shared) : IClassFixture<KeyedApp>
{
    private const string Needed = "urn:orleansmonitor:problem:fresh-sign-in-needed";
    private const string Level = "/api/v1/autonomy/level";
    private const string Switch = "/api/v1/autonomy/kill-switch";

    // They change nothing that is kept, or nothing that a person cannot undo as easily.
    private static readonly string[] WithoutStepUp =
    [
        "POST /api/v1/connections/test", "POST /api/v1/connections/{cluster}/pause", "POST /api/v1/connections/{cluster}/resume",
        "POST /api/v1/clusters/{cluster}/storm/resume",
    ];

    private RunningApp App => shared.App;

    public static TheoryData<string> Guarded =>
    [
        .. AccessTable.Routes.Where(row => row.Key.Contains(" /api/", StringComparison.Ordinal)
                && !row.Key.StartsWith("GET ", StringComparison.Ordinal) && row.Value?.Least() == Role.Admin)
            .Select(row => row.Key).Append($"PUT {Switch}").Except(WithoutStepUp).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_row_without_step_up_exists() => WithoutStepUp.Except(AccessTable.Routes.Keys).ShouldBeEmpty();

    [Fact]
    public async Task Every_change_that_is_for_admins_alone_needs_a_fresh_sign_in_and_then_is_accepted()
    {
        using var browser = await App.SignInAs("table", "admin");
        foreach (string row in Guarded)
        {
            var (method, path) = (new HttpMethod(row.Split(' ')[0]), Placeholder().Replace(row.Split(' ')[1], "nope"));
            await App.Age(browser);
            var stale = await browser.Ask(path, method, Body(path));
            (await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, Mine)).Status.ShouldBe(HttpStatusCode.NoContent);
            var fresh = await browser.Ask(path, method, Body(path));

            stale.Status.ShouldBe(HttpStatusCode.Forbidden, $"{row}: {stale.Body}");
            stale.Body.ShouldContain(Needed);
            fresh.Body.ShouldNotContain(Needed, Case.Sensitive, row);
            fresh.Status.ShouldNotBe(HttpStatusCode.Forbidden, row);
        }

        await App.Ask(App.Key, Level, HttpMethod.Put, """{"level":1}""");
    }

    [Fact]
    public async Task Lowering_stopping_and_leaving_need_none()
    {
        (await App.Ask(App.Key, Level, HttpMethod.Put, """{"level":2}""")).Status.ShouldBe(HttpStatusCode.OK);
        using var browser = await App.SignInAs("lowers", "admin");
        using var other = new SignedIn(App.Address);
        await other.SignInAs("lowers");
        await App.Age(browser);

        (await browser.Ask(Level, HttpMethod.Put, """{"level":3}""")).Body.ShouldContain(Needed);
        (await browser.Ask(Level, HttpMethod.Put, """{"level":1}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.Ask(Switch, HttpMethod.Put, """{"active":true,"reason":"test"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.Ask(Switch, HttpMethod.Put, """{"active":false}""")).Body.ShouldContain(Needed);
        (await browser.Ask($"/api/v1/sessions/{await other.SessionId()}", HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.OK);
        await browser.SignOut();

        (await App.Ask(App.Key, Switch, HttpMethod.Put, """{"active":false}""")).Status.ShouldBe(HttpStatusCode.OK, "a key is not asked");
    }

    [Fact]
    public async Task A_wrong_password_changes_nothing_and_both_are_audited()
    {
        using var browser = await App.SignInAs("confirms", "admin");
        await App.Age(browser);

        (await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, """{"password":"wrong"}""")).Body.ShouldContain("not-confirmed");
        (await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, $$"""{"key":"{{App.Key}}"}""")).Body.ShouldContain("not-confirmed");
        (await browser.Ask("/api/v1/keys/nope", HttpMethod.Delete)).Body.ShouldContain(Needed);
        (await browser.Form("/confirm", "/confirm", ("password", "wrong"), ("to", "/people")))
            .ShouldBe("/confirm?failed=true&to=%2Fpeople");
        (await browser.Form("/confirm", "/confirm", ("password", TestAccounts.Password), ("to", "//evil"))).ShouldBe("/");
        await App.Age(browser);
        (await browser.Form("/confirm", "/confirm", ("password", TestAccounts.Password), ("to", "/people"))).ShouldBe("/people");
        (await browser.Ask("/api/v1/keys/nope", HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.NotFound);

        (await Details("failed_confirm_sign_in")).ShouldContain("wrong password in a session of account:confirms");
        (await Details("confirm_sign_in")).ShouldContain("account:confirms signed in again");
    }

    [Fact]
    public async Task With_a_second_factor_the_password_alone_does_not_suffice()
    {
        using var browser = await App.SignInAs("confirms with code", "admin");
        var (secret, codes) = await browser.Enrol();
        await App.Age(browser);

        (await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, Mine)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Confirm(browser, TestFactors.Code(secret))).ShouldBe(HttpStatusCode.Forbidden, "it was used");
        (await browser.Ask("/api/v1/keys/nope", HttpMethod.Delete)).Body.ShouldContain(Needed);
        (await Confirm(browser, TestFactors.Code(secret, later: 1))).ShouldBe(HttpStatusCode.NoContent);
        (await browser.Ask("/api/v1/keys/nope", HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Confirm(browser, codes[0])).ShouldBe(HttpStatusCode.NoContent);
        (await Details("failed_confirm_sign_in")).ShouldContain("wrong code in a session of account:confirms with code");
    }

    [Fact]
    public async Task A_session_that_a_key_opened_is_confirmed_with_that_key()
    {
        var key = await App.Create("admin", "opens a session");
        using var browser = new SignedIn(App.Address);
        await browser.SignIn(key);
        await App.Age(browser);

        (await browser.Ask("/api/v1/accounts/nope", HttpMethod.Delete)).Body.ShouldContain(Needed);
        (await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, $$"""{"key":"{{App.Key}}"}""")).Status
            .ShouldBe(HttpStatusCode.Forbidden, "another key");
        (await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, $$"""{"key":"{{key}}"}""")).Status
            .ShouldBe(HttpStatusCode.NoContent);
        (await browser.Ask("/api/v1/accounts/nope", HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await App.Ask(App.Key, "/api/v1/sessions/confirm", HttpMethod.Post, "{}")).Body.ShouldContain("no-session");

        await App.Service<IGrainFactory>().OpenSessions().Remove([await browser.SessionId()]);
        var unlisted = await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, $$"""{"key":"{{key}}"}""");
        (unlisted.Status, unlisted.Body.Contains("session-not-listed", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Conflict, true));
    }

    [Fact]
    public async Task A_hub_and_turning_on_a_second_factor_ask_for_it_too()
    {
        using var browser = await App.SignInAs("by hub", "admin");
        await App.Age(browser);
        using var hub = new RawHub(App.Address.GetLeftPart(UriPartial.Authority), browser.Cookies);
        await hub.Connect(App.Address, "/hubs/autonomy");

        await hub.Send("""{"type":1,"invocationId":"1","target":"SetLevel","arguments":[4,null,null]}""");

        (await hub.Receive()).GetProperty("error").GetString()!.ShouldContain("This needs a sign-in of the last 10 min.");
        (await browser.Form("/account/second-factor/begin", "/account")).ShouldBe("/confirm?to=%2Faccount");
        await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, Mine);
        (await browser.Form("/account/second-factor/begin", "/account")).ShouldBe("/account/second-factor");
        await App.Age(browser);
        (await browser.Http.GetStringAsync("/account/second-factor", RunningApp.Timeout)).ShouldNotContain("data-test=\"secret\"");
        (await browser.Form("/account/second-factor", "/account", ("code", "123456")))
            .ShouldBe("/confirm?to=%2Faccount%2Fsecond-factor");
    }

    [Fact]
    public async Task Guessing_at_a_name_does_not_keep_its_owner_from_confirming()
    {
        using var browser = await App.SignInAs("guessed at", "admin");
        browser.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.91");
        using var guesser = new SignedIn(App.Address);
        guesser.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.90");
        for (var i = 0; i < 11; i++) await guesser.TrySignIn("guessed at", "not the password");

        (await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, Mine)).Status.ShouldBe(HttpStatusCode.NoContent);
        for (var i = 0; i < 11; i++) await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, """{"password":"wrong"}""");
        (await browser.Ask("/api/v1/sessions/confirm", HttpMethod.Post, Mine)).Status
            .ShouldBe(HttpStatusCode.TooManyRequests, "whoever has the session must not guess without a limit");
    }

    [Theory]
    [InlineData("/people?x=1", "/people?x=1")]
    [InlineData("/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData(null, "/")]
    public void A_form_leads_to_a_path_of_this_host_alone(string? asked, string target) => LocalTarget.Of(asked).ShouldBe(target);

    [GeneratedRegex("\\{\\w+\\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    private static string Mine => $$"""{"password":"{{TestAccounts.Password}}"}""";

    private static string Body(string path) => path switch
    {
        Level => """{"level":4}""",
        Switch => """{"active":false}""",
        _ => "{}",
    };

    private static async Task<HttpStatusCode> Confirm(SignedIn browser, string code) => (await browser.Ask(
        "/api/v1/sessions/confirm", HttpMethod.Post, $$"""{"password":"{{TestAccounts.Password}}","code":"{{code}}"}""")).Status;

    private async Task<IEnumerable<string?>> Details(string action) =>
        (await App.Rows(action)).Select(row => row.GetProperty("resultDetails").GetString());
}
