using System.Net;
using System.Text;
using System.Text.Json;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Api.Tests.Access;

/// <summary>API keys over REST.</summary>
public sealed class KeyTests(KeyedApp shared) : IClassFixture<KeyedApp>
{
    private RunningApp App => shared.App;

    [Fact]
    public async Task A_new_key_works_with_its_role_and_is_listed_without_its_text()
    {
        var text = await App.Create("viewer", "backup script");

        (await App.Ask(text, "/api/v1/status")).Status.ShouldBe(HttpStatusCode.OK);
        var (status, body) = await App.Ask(text, "/api/v1/autonomy/level", HttpMethod.Put, """{"level":4}""");
        status.ShouldBe(HttpStatusCode.Forbidden);
        body.ShouldContain("This needs the role admin; yours is viewer.");
        var list = await App.Get("/api/v1/keys");
        list.GetRawText().ShouldNotContain(text);
        list.GetRawText().ShouldNotContain("hash", Case.Insensitive);
        var listed = list.GetProperty("items").EnumerateArray().Single(key => key.GetProperty("name").GetString() == "backup script");
        listed.GetProperty("role").GetString().ShouldBe("viewer");
        listed.GetProperty("createdBy").GetString().ShouldBe("admin");
        text.ShouldStartWith($"om_{listed.GetProperty("id").GetString()}_");
    }

    [Fact]
    public async Task The_last_use_is_listed()
    {
        var id = (await App.CreateKey("viewer", "used")).GetProperty("stored").GetProperty("id").GetString()!;
        var at = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

        await App.Service<IGrainFactory>().ApiKeys().Used(id, at);

        (await App.Get("/api/v1/keys")).GetProperty("items").EnumerateArray()
            .Single(key => key.GetProperty("id").GetString() == id).GetProperty("lastUsedAt").GetDateTimeOffset().ShouldBe(at);
    }

    [Theory]
    [InlineData("""{"role":"viewer"}""", 400, "name is missing")]
    [InlineData("""{"name":"  ","role":"viewer"}""", 400, "name is missing")]
    [InlineData("""{"name":"a\u0007b","role":"viewer"}""", 400, "control characters")]
    [InlineData("""{"name":"1234567890123456789012345678901234567890123456789012345678901","role":"viewer"}""", 400, "60 characters")]
    [InlineData("""{"name":"a"}""", 400, "role is none of")]
    [InlineData("""{"name":"a","role":"root"}""", 400, "role is none of")]
    [InlineData("""{"name":"a","role":"viewer","expiresAt":"2001-01-01T00:00:00Z"}""", 400, "in the future")]
    [InlineData("""{"name":"a","role":"viewer","expiresAt":"tomorrow"}""", 400, "JSON")]
    [InlineData("null", 400, "name is missing")]
    public async Task A_key_that_cannot_be_is_refused_in_words(string json, int status, string words)
    {
        var (refused, body) = await App.Ask(App.Key, "/api/v1/keys", HttpMethod.Post, json);

        ((int)refused).ShouldBe(status, body);
        JsonSerializer.Deserialize<JsonElement>(body).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public async Task A_name_is_given_once_whatever_its_case()
    {
        await App.Create("viewer", "Grafana");

        var (status, body) = await App.Ask(App.Key, "/api/v1/keys", HttpMethod.Post, """{"name":"grafana","role":"viewer"}""");

        status.ShouldBe(HttpStatusCode.Conflict);
        body.ShouldContain("name-taken");
    }

    [Fact]
    public async Task A_wrong_key_is_answered_alike_whether_or_not_its_id_exists()
    {
        var text = await App.Create("viewer", "guessed");
        var wrong = text[..^1] + (text[^1] == '0' ? '1' : '0');

        var known = await App.Ask(wrong, "/api/v1/status");
        var unknown = await App.Ask($"om_{new string('0', 12)}_{new string('0', 64)}", "/api/v1/status");

        known.Status.ShouldBe(HttpStatusCode.Unauthorized);
        unknown.ShouldBe(known);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_and_what_it_has_open_is_closed()
    {
        var created = await App.CreateKey("viewer", "revoked");
        var (text, id) = (created.GetProperty("key").GetString()!, created.GetProperty("stored").GetProperty("id").GetString());
        using var hub = new RawHub();
        await hub.Connect(App.Address, $"/hubs/events?access_token={text}");

        (await App.Ask(App.Key, $"/api/v1/keys/{id}", HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.OK);

        (await App.Ask(text, "/api/v1/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        await Should.ThrowAsync<Exception>(hub.Receive);
        (await App.Ask(App.Key, $"/api/v1/keys/{id}", HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_bearer_acts_under_the_name_of_its_key_and_an_operator_cannot_release_the_kill_switch()
    {
        var text = await App.Create("operator", "night shift");

        var thrown = await App.Ask(
            text, "/api/v1/autonomy/kill-switch", HttpMethod.Put, """{"active":true,"reason":"test","actor":"admin"}""");
        var released = await App.Ask(text, "/api/v1/autonomy/kill-switch", HttpMethod.Put, """{"active":false}""");
        var byAdmin = await App.Ask(App.Key, "/api/v1/autonomy/kill-switch", HttpMethod.Put, """{"active":false}""");

        thrown.Status.ShouldBe(HttpStatusCode.OK);
        released.Status.ShouldBe(HttpStatusCode.Forbidden);
        released.Body.ShouldContain("This needs the role admin; yours is operator.");
        byAdmin.Status.ShouldBe(HttpStatusCode.OK);
        (await App.Rows("set_kill_switch")).Select(row => row.GetProperty("actor").GetString()).ShouldBe(["admin", "key:night shift"]);
    }

    [Fact]
    public async Task A_key_is_in_no_log_line_no_audit_row_and_not_in_the_database()
    {
        using var database = new TempDatabase();
        string text;
        await using (var app = await RunningApp.Start(database.File, key: KeyedApp.AdminKey))
        {
            var created = await app.CreateKey("admin", "secret");
            text = created.GetProperty("key").GetString()!;
            (await app.Ask(text, "/api/v1/status")).Status.ShouldBe(HttpStatusCode.OK);
            using var browser = new SignedIn(app.Address);
            await browser.SignIn(text);
            var path = $"/api/v1/keys/{created.GetProperty("stored").GetProperty("id").GetString()}";
            (await app.Ask(text, path, HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.Conflict, "its own key");
            (await app.Ask(app.Key, path, HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.OK);

            var rows = (await app.Rows("revoke_key")).Concat(await app.Rows("create_key")).ToList();
            rows.Select(row => row.GetProperty("actor").GetString()).ShouldBe(["admin", "admin"]);
            rows[1].GetProperty("actionArgs").GetRawText().ShouldContain("127.0.0.1");
            (await app.Get("/api/v1/actions")).GetRawText().ShouldNotContain(Secret(text));
            app.Log.Lines.ShouldAllBe(line => !line.Contains(Secret(text)));
        }

        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(database.File)!))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, RunningApp.Timeout))
                .ShouldNotContain(Secret(text), Case.Sensitive, file);
        Encoding.Latin1.GetString(await File.ReadAllBytesAsync(database.File, RunningApp.Timeout))
            .ShouldContain("create_key", Case.Sensitive, "the search sees what is stored");
    }

    [Fact]
    public async Task Without_an_admin_key_no_api_key_is_created()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File);

        var (status, body) = await app.Ask(null, "/api/v1/keys", HttpMethod.Post, """{"name":"a","role":"viewer"}""");

        status.ShouldBe(HttpStatusCode.Conflict);
        body.ShouldContain("no-admin-key");
        app.Service<OpenRequests>().Sessions.ShouldBe(0);
    }

    private static string Secret(string text) => text[^64..];
}
