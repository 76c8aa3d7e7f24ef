using System.Net;
using System.Text;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests.People;

/// <summary>Accounts whose sign-in needs a code.</summary>
public sealed class SecondFactorTests(KeyedApp shared) : IClassFixture<KeyedApp>
{
    private RunningApp App => shared.App;

    [Fact]
    public async Task A_sign_in_needs_the_password_and_then_a_code_that_was_not_used()
    {
        using var owner = await App.SignInAs("Needs Code", "viewer");
        using var older = new SignedIn(App.Address);
        await older.SignInAs("Needs Code");
        var (secret, _) = await owner.Enrol();
        (await older.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized, "it was opened without a code");
        (await owner.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.OK);

        using var browser = new SignedIn(App.Address);
        (await browser.TrySignIn("Needs Code", "not the password")).ShouldBe("/sign-in?failed=password&to=%2F");
        (await browser.TrySignIn("Needs Code", TestAccounts.Password)).ShouldBe("/sign-in/code?to=%2F");
        (await browser.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized, "there is no session before the code");
        var used = TestFactors.Code(secret);
        (await Send(browser, used)).ShouldBe("/sign-in/code?failed=true&to=%2F", "it turned the second factor on");
        (await Send(browser, "")).ShouldBe("/sign-in/code?failed=true&to=%2F");
        (await Send(browser, TestFactors.Code(secret, later: 1))).ShouldBe("/");

        var (_, sessions) = await browser.Ask("/api/v1/sessions");
        sessions.ShouldContain("password and code");
        (await App.Rows("turn_on_second_factor")).ShouldContain(row => Actor(row) == "account:Needs Code");
        (await App.Rows("ask_for_code")).Where(row => Actor(row) == "account:Needs Code").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_code_without_a_password_before_it_opens_nothing()
    {
        using var owner = await App.SignInAs("No Password", "viewer");
        var (secret, _) = await owner.Enrol();
        using var browser = new SignedIn(App.Address);

        (await Send(browser, TestFactors.Code(secret, later: 1))).ShouldBe("/sign-in?failed=late&to=%2F");
        browser.Http.DefaultRequestHeaders.Add("Cookie", $"orleansmonitor-code={new string('a', 64)}");
        (await Send(browser, TestFactors.Code(secret, later: 1))).ShouldBe("/sign-in?failed=late&to=%2F");
    }

    [Fact]
    public async Task A_recovery_code_works_once_however_it_is_written()
    {
        using var owner = await App.SignInAs("Lost Phone", "viewer");
        var (_, codes) = await owner.Enrol();
        codes.Distinct().Count().ShouldBe(10);
        using var browser = new SignedIn(App.Address);

        await browser.TrySignIn("Lost Phone", TestAccounts.Password);
        (await Send(browser, codes[3].Replace('-', ' ').ToLowerInvariant())).ShouldBe("/");
        using var again = new SignedIn(App.Address);
        await again.TrySignIn("Lost Phone", TestAccounts.Password);
        (await Send(again, codes[3])).ShouldBe("/sign-in/code?failed=true&to=%2F");
        (await Send(again, codes[4])).ShouldBe("/");

        (await App.Rows("use_recovery_code")).Where(row => Actor(row) == "account:Lost Phone").Select(Text)
            .ShouldBe(["account:Lost Phone used a recovery code; 8 are left", "account:Lost Phone used a recovery code; 9 are left"]);
        (await browser.Http.GetStringAsync("/account", RunningApp.Timeout)).ShouldContain("8 recovery codes are left");
    }

    [Fact]
    public async Task Wrong_codes_count_for_the_account_and_the_address_and_then_the_right_one_must_wait_too()
    {
        using var owner = await App.SignInAs("Guessed Code", "viewer");
        var (secret, _) = await owner.Enrol();
        using var browser = From("203.0.113.77");
        await browser.TrySignIn("Guessed Code", TestAccounts.Password);

        (await browser.TrySignIn("Guessed Code", "not the password")).ShouldBe("/sign-in?failed=password&to=%2F");
        for (var i = 0; i < 10; i++) (await Send(browser, "000 00x")).ShouldBe("/sign-in/code?failed=true&to=%2F");

        using var answer = await browser.Post(
            "/sign-in/code", await browser.Token(), ("code", TestFactors.Code(secret, later: 1)), ("to", "/"));
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        using var elsewhere = From("203.0.113.78");
        (await elsewhere.TrySignIn("Guessed Code", TestAccounts.Password)).ShouldBe("429", "the account waits from everywhere");
        (await App.Rows("failed_sign_in")).Select(Text).Where(text => text.Contains("203.0.113.77")).Select(text => text.Split(" from")[0])
            .ShouldBe(["wrong code for account:Guessed Code", "wrong name or password"]);
    }

    [Fact]
    public async Task An_admin_resets_it_which_ends_the_sessions_and_the_password_alone_suffices_again()
    {
        var id = await App.CreateAccount("Reset Me", "viewer");
        using var owner = new SignedIn(App.Address);
        await owner.SignInAs("Reset Me");
        await owner.Enrol();

        var (status, body) = await App.Ask(App.Key, $"/api/v1/accounts/{id}/second-factor", HttpMethod.Delete);
        var again = await App.Ask(App.Key, $"/api/v1/accounts/{id}/second-factor", HttpMethod.Delete);

        status.ShouldBe(HttpStatusCode.OK, body);
        body.ShouldContain("\"secondFactor\":false");
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Body.ShouldContain("no-second-factor");
        (await owner.Ask("/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var browser = new SignedIn(App.Address);
        await browser.SignInAs("Reset Me");
        var row = (await App.Rows("reset_second_factor")).First();
        (Actor(row), Text(row)).ShouldBe(("admin", "Second factor of account Reset Me reset"));
        row.GetProperty("actionArgs").ToString().ShouldContain("127.0.0.1");
    }

    [Fact]
    public async Task Nobody_resets_their_own_which_needs_a_code()
    {
        var id = await App.CreateAccount("Own Reset", "admin");
        using var owner = new SignedIn(App.Address);
        await owner.SignInAs("Own Reset");
        await owner.Enrol();

        var (status, body) = await owner.Ask($"/api/v1/accounts/{id}/second-factor", HttpMethod.Delete);

        (status, body.Contains("own-second-factor", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Conflict, true));
    }

    [Fact]
    public async Task Turning_it_off_needs_a_code_and_turning_it_on_a_right_one()
    {
        using var owner = await App.SignInAs("Turns Off", "viewer");
        (await owner.Form("/account/second-factor/begin", "/account")).ShouldBe("/account/second-factor");
        (await owner.Form("/account/second-factor", "/account", ("code", "12345"))).ShouldBe("/account/second-factor?failed=true");
        var (_, codes) = await owner.Enrol();

        (await owner.Form("/account/second-factor/remove", "/account", ("code", "12345"))).ShouldBe("/account?factor=wrong");
        (await owner.Form("/account/second-factor/begin", "/account")).ShouldBe("/account?factor=second-factor-on");
        (await owner.Form("/account/second-factor/remove", "/account", ("code", codes[0]))).ShouldBe("/account?factor=off");

        using var browser = new SignedIn(App.Address);
        await browser.SignInAs("Turns Off");
        (await App.Rows("turn_off_second_factor")).Select(Actor).ShouldContain("account:Turns Off");
    }

    [Fact]
    public async Task It_outlives_a_restart_with_its_used_codes_and_neither_secret_nor_recovery_codes_are_in_the_database()
    {
        using var database = new TempDatabase();
        byte[] secret;
        string[] codes;
        string used;
        await using (var app = await RunningApp.Start(database.File, key: KeyedApp.AdminKey))
        {
            using var owner = await app.SignInAs("anna", "admin");
            (secret, codes) = await owner.Enrol();
            using var browser = new SignedIn(app.Address);
            await browser.TrySignIn("anna", TestAccounts.Password);
            (await Send(browser, used = TestFactors.Code(secret, later: 1))).ShouldBe("/");
        }

        var stored = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(database.File, RunningApp.Timeout));
        stored.ShouldContain("turn_on_second_factor", Case.Sensitive, "the search sees what is stored");
        foreach (var text in codes.Append(Domain.Access.Factors.Base32.Encode(secret)).Append(Encoding.Latin1.GetString(secret)))
            stored.Contains(text, StringComparison.Ordinal).ShouldBeFalse();
        await using var again = await RunningApp.Start(database.File, key: KeyedApp.AdminKey);
        using var later = new SignedIn(again.Address);
        (await later.TrySignIn("anna", TestAccounts.Password)).ShouldBe("/sign-in/code?to=%2F");
        (await Send(later, used)).ShouldBe("/sign-in/code?failed=true&to=%2F");
        (await Send(later, codes[0])).ShouldBe("/");
    }

    private SignedIn From(string address)
    {
        var browser = new SignedIn(App.Address);
        browser.Http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return browser;
    }

    private static Task<string?> Send(SignedIn browser, string code) =>
        browser.Form("/sign-in/code", "/sign-in/code", ("code", code), ("to", "/"));

    private static string? Actor(System.Text.Json.JsonElement row) => row.GetProperty("actor").GetString();

    private static string Text(System.Text.Json.JsonElement row) => row.GetProperty("resultDetails").GetString() ?? "";
}
