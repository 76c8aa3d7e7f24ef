using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>Failures that are the monitor's own.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private const string Message = "secret\r\nforged line \u001b[2J";

    private readonly FakeTimeProvider _time = new();
    private readonly LogCapture _log = new();
    private WebApplication? _app;

    private HttpClient Http { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddSingleton<TimeProvider>(_time).AddApiProblems();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.UseApiProblems();
        _app.MapGet("/broken", string () => throw new InvalidOperationException(Message + new string('x', 100_000)));
        await _app.StartAsync(RunningApp.Timeout);
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    [InlineData("image/png")]
    public async Task Every_one_is_a_problem_document_whatever_the_client_accepts(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/broken");
        request.Headers.Add("Accept", accept);
        using var answer = await Http.SendAsync(request, RunningApp.Timeout);

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var text = await answer.Content.ReadAsStringAsync(RunningApp.Timeout);
        JsonSerializer.Deserialize<JsonElement>(text).GetProperty("type").GetString().ShouldBe("urn:orleansmonitor:problem:internal");
        text.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Many_of_one_kind_are_one_bounded_line_a_minute_with_their_number()
    {
        for (var i = 0; i < 50; i++) await Http.GetAsync("/broken", RunningApp.Timeout);
        _time.Advance(TimeSpan.FromMinutes(1));
        await Http.GetAsync("/broken", RunningApp.Timeout);

        var lines = _log.Lines.Where(line => line.Contains("secret")).ToList();
        lines.Count.ShouldBe(2);
        lines.ShouldAllBe(line => line.Length < 1000 && !line.Any(char.IsControl));
        lines[0].ShouldStartWith("GET /broken failed: InvalidOperationException: secret  forged line");
        lines[1].ShouldContain("(49 more");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
    }
}
