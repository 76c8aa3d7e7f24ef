using System.Net;
using System.Text;
using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests.People;

/// <summary>Accounts over REST.</summary>
public sealed class AccountTests(KeyedApp shared) : IClassFixture<KeyedApp>
{
    private RunningApp App => shared.App;

    [Fact]
    public async Task Each_administrative_act_is_in_the_audit_log_with_before_and_after()
    {
        var id = await App.CreateAccount("Audited", "viewer");
        var path = $"/api/v1/accounts/{id}";
        await Done(path, HttpMethod.Patch, """{"role":"operator","displayName":"Au D."}""");
        await Done(path, HttpMethod.Patch, """{"enabled":false}""");
        await Done($"{path}/password", HttpMethod.Put, """{"password":"another harbour again"}""");
        await Done(path, HttpMethod.Delete, null);

        (await Texts("create_account")).ShouldBe([("admin", "Account Audited created with the role viewer")]);
        (await Texts("change_account")).ShouldBe(
            [("admin", "Account Audited changed: disabled"), ("admin", "Account Audited changed: role viewer to operator, display name")]);
        (await Texts("reset_password")).ShouldBe([("admin", "Password of account Audited reset")]);
        (await Texts("delete_account")).ShouldBe([("admin", "Account Audited deleted")]);
        var row = (await App.Rows("change_account")).Last(one => Text(one).Contains("Audited"));
        var args = row.GetProperty("actionArgs").GetRawText();
        foreach (var part in new[] { "before", "viewer", "after", "operator", "Au D.", "127.0.0.1" }) args.ShouldContain(part);
    }

    [Fact]
    public async Task An_account_is_listed_without_its_password()
    {
        await App.CreateAccount("listed", "operator");

        var list = await App.Get("/api/v1/accounts");

        list.GetRawText().ShouldNotContain("hash", Case.Insensitive);
        list.GetRawText().ShouldNotContain("stamp", Case.Insensitive);
        var listed = list.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "listed");
        listed.GetProperty("role").GetString().ShouldBe("operator");
        listed.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        listed.GetProperty("createdBy").GetString().ShouldBe("admin");
    }

    [Theory]
    [InlineData("""{"role":"viewer","password":"tulip over the harbour"}""", "name has 2 to 64 characters")]
    [InlineData("""{"name":"a:b","role":"viewer","password":"tulip over the harbour"}""", "name holds characters")]
    [InlineData("""{"name":"anna","password":"tulip over the harbour"}""", "role is none of")]
    [InlineData("""{"name":"anna","role":"viewer"}""", "password is missing")]
    [InlineData("""{"name":"anna","role":"viewer","password":"short"}""", "shorter than 12 characters")]
    [InlineData("""{"name":"anna.schmidt","role":"viewer","password":"Anna.Schmidt1"}""", "easy to guess")]
    [InlineData("""{"name":"anna","displayName":"a\u0007b","role":"viewer","password":"tulip over the harbour"}""", "control characters")]
    [InlineData("null", "name has 2 to 64 characters")]
    public async Task An_account_that_cannot_be_is_refused_in_words(string json, string words)
    {
        var (status, body) = await App.Ask(App.Key, "/api/v1/accounts", HttpMethod.Post, json);

        status.ShouldBe(HttpStatusCode.BadRequest, body);
        JsonSerializer.Deserialize<JsonElement>(body).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public async Task A_name_is_given_once_and_an_unknown_account_is_not_found()
    {
        await App.CreateAccount("Twice", "viewer");

        (await App.Ask(App.Key, "/api/v1/accounts", HttpMethod.Post, Json("tWICE"))).Body.ShouldContain("name-taken");
        foreach (var (path, method, json) in new[]
        {
            ("/api/v1/accounts/nobody", HttpMethod.Patch, """{"enabled":false}"""), ("/api/v1/accounts/nobody", HttpMethod.Delete, null),
            ("/api/v1/accounts/nobody/password", HttpMethod.Put, """{"password":"another harbour again"}"""),
        })
            (await App.Ask(App.Key, path, method, json)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await App.Ask(App.Key, "/api/v1/accounts/nobody", HttpMethod.Patch, "{}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_password_is_in_no_log_line_no_audit_row_and_not_in_the_database()
    {
        using var database = new TempDatabase();
        await using (var app = await RunningApp.Start(
            database.File, null, KeyedApp.AdminKey, "--Logging:LogLevel:Default=Trace"))
        {
            using var browser = await app.SignInAs("secretive", "viewer");
            (await app.Get("/api/v1/actions")).GetRawText().ShouldNotContain(TestAccounts.Password);
            (await app.Get("/api/v1/events?after=0")).GetRawText().ShouldNotContain(TestAccounts.Password);
            app.Log.Lines.ShouldAllBe(line => !line.Contains(TestAccounts.Password));
        }

        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(database.File)!))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, RunningApp.Timeout))
                .ShouldNotContain(TestAccounts.Password, Case.Sensitive, file);
        Encoding.Latin1.GetString(await File.ReadAllBytesAsync(database.File, RunningApp.Timeout))
            .ShouldContain("create_account", Case.Sensitive, "the search sees what is stored");
    }

    private async Task Done(string path, HttpMethod method, string? json)
    {
        var (status, body) = await App.Ask(App.Key, path, method, json);
        status.ShouldBe(HttpStatusCode.OK, body);
    }

    private async Task<IEnumerable<(string?, string?)>> Texts(string action) => (await App.Rows(action))
        .Where(row => Text(row).Contains("Audited"))
        .Select(row => (row.GetProperty("actor").GetString(), row.GetProperty("resultDetails").GetString()));

    private static string Text(JsonElement row) => row.GetProperty("resultDetails").GetString() ?? "";

    private static string Json(string name) => $$"""{"name":"{{name}}","role":"viewer","password":"{{TestAccounts.Password}}"}""";
}
