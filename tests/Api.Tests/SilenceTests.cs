using System.Net;
using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>Silences over the API, and why somebody was told of an incident or was not.</summary>
public sealed class SilenceTests(KeyedApp shared) : IClassFixture<KeyedApp>
{
    private const string Good = """{"entity":"lab/100","comment":"planned work","endsAt":"2999-01-01T00:00:00Z","author":"eve"}""";

    private RunningApp App => shared.App;

    [Fact]
    public async Task An_operator_creates_and_ends_a_silence_under_its_own_name_and_a_viewer_reads_it()
    {
        var (viewer, anna) = (await App.Create("viewer", "looker"), await App.Create("operator", "anna"));
        var body = Good.Replace("2999-01-01", $"{TimeProvider.System.GetUtcNow().AddDays(1):yyyy-MM-dd}", StringComparison.Ordinal);
        (await App.Ask(viewer, "/api/v1/silences", HttpMethod.Post, body)).Status.ShouldBe(HttpStatusCode.Forbidden);

        var (status, created) = await App.Ask(anna, "/api/v1/silences", HttpMethod.Post, body);

        status.ShouldBe(HttpStatusCode.Created, created);
        var silence = Json(created);
        silence.GetProperty("author").GetString().ShouldBe("key:anna");
        silence.GetProperty("state").GetString().ShouldBe("active");
        var path = $"/api/v1/silences/{silence.GetProperty("id").GetString()}";
        Json((await App.Ask(viewer, "/api/v1/silences?state=active")).Body).GetProperty("items")[0].GetProperty("mutes").GetString()
            .ShouldBe("lab/100");
        (await App.Ask(viewer, path, HttpMethod.Delete)).Status.ShouldBe(HttpStatusCode.Forbidden);

        var ended = await App.Ask(anna, path, HttpMethod.Delete);

        Json(ended.Body).GetProperty("endedBy").GetString().ShouldBe("key:anna");
        Json((await App.Ask(viewer, "/api/v1/silences?state=ended")).Body).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await App.Rows("create_silence")).Single().GetProperty("actor").GetString().ShouldBe("key:anna");
        (await App.Rows("end_silence")).Single().GetRawText().ShouldContain("127.0.0.1");
    }

    [Theory]
    [InlineData("POST", "/api/v1/silences", "{}", HttpStatusCode.BadRequest, "set all to true")]
    [InlineData("POST", "/api/v1/silences", null, HttpStatusCode.BadRequest, "set all to true")]
    [InlineData("POST", "/api/v1/silences", Good, HttpStatusCode.BadRequest, "longer than a year")]
    [InlineData("POST", "/api/v1/silences", """{"incidentId":"none"}""", HttpStatusCode.BadRequest, "There is no incident none.")]
    [InlineData("POST", "/api/v1/silences", """{"conditions":["VM_CRASH"]}""", HttpStatusCode.BadRequest, "Did you mean VM_CRASHED?")]
    [InlineData("GET", "/api/v1/silences?state=old", null, HttpStatusCode.BadRequest, "active, coming and ended")]
    [InlineData("GET", "/api/v1/silences/preview", null, HttpStatusCode.BadRequest, "set all to true")]
    [InlineData("DELETE", "/api/v1/silences/none", null, HttpStatusCode.NotFound, "There is no silence none.")]
    [InlineData("GET", "/api/v1/incidents/none/notifications", null, HttpStatusCode.NotFound, "There is no incident none.")]
    public async Task Bad_input_says_what_to_do(string method, string path, string? body, HttpStatusCode status, string detail)
    {
        var answer = await App.Ask(App.Key, path, new(method), body);

        answer.Status.ShouldBe(status);
        Json(answer.Body).GetProperty("detail").GetString()!.ShouldContain(detail);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
