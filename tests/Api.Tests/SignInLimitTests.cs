using System.Net;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

public sealed class SignInLimitTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("2001:db8::1");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Ten_attempts_of_an_address_are_allowed_in_the_minute_that_begins_with_the_first()
    {
        var limit = new SignInLimit(_time);

        Made(limit, Here, 12).ShouldBe(SignInLimit.Attempts);
        Made(limit, There, 1).ShouldBe(1);
        _time.Advance(SignInLimit.Window - TimeSpan.FromMilliseconds(1));
        limit.Allows(Here).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Made(limit, Here, 12).ShouldBe(SignInLimit.Attempts);
    }

    [Fact]
    public void Who_was_refused_is_not_refused_for_longer_by_trying_on()
    {
        var limit = new SignInLimit(_time);
        Made(limit, Here, SignInLimit.Attempts);

        for (var second = 0; second < 59; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            limit.Allows(Here).ShouldBeFalse();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        limit.Allows(Here).ShouldBeTrue();
    }

    [Fact]
    public void Addresses_whose_minute_is_over_are_forgotten()
    {
        var limit = new SignInLimit(_time);
        for (var host = 1; host <= 200; host++) limit.Allows(new IPAddress([10, 0, 0, (byte)host]));
        _time.Advance(SignInLimit.Window / 2);
        limit.Allows(There);

        _time.Advance(SignInLimit.Window / 2);
        limit.Allows(Here);

        limit.Addresses.ShouldBe(2);
    }

    [Fact]
    public void Connections_whose_address_is_not_known_share_one_limit()
    {
        var limit = new SignInLimit(_time);

        Made(limit, null, 20).ShouldBe(SignInLimit.Attempts);
    }

    [Fact]
    public async Task The_eleventh_attempt_of_a_minute_is_refused_and_nothing_else_is()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, key: KeyedApp.AdminKey);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };

        for (var attempt = 1; attempt <= SignInLimit.Attempts; attempt++)
            (await Attempt(browser)).ShouldBe(HttpStatusCode.BadRequest, "no antiforgery token");

        (await Attempt(browser)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await browser.GetAsync("/sign-in", RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Http.GetAsync("/api/v1/status", RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static int Made(SignInLimit limit, IPAddress? from, int attempts) =>
        Enumerable.Range(0, attempts).Count(_ => limit.Allows(from));

    private static async Task<HttpStatusCode> Attempt(HttpClient browser)
    {
        using var form = new FormUrlEncodedContent([new("key", "wrong")]);
        using var answer = await browser.PostAsync("/sign-in", form, RunningApp.Timeout);
        return answer.StatusCode;
    }
}
