using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

/// <summary>How wrong admin keys are limited.</summary>
public sealed class AttemptLimitTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider _time = new();
    private readonly LogCapture _log = new();

    [Fact]
    public void Ten_wrong_keys_cost_nothing_and_each_further_one_twice_the_wait()
    {
        var limit = Limit();
        for (var i = 0; i < AttemptLimit.Free; i++) Wrong(limit, Here).Wait.ShouldBeNull();

        foreach (var seconds in new[] { 1, 2, 4, 8 })
        {
            Wrong(limit, Here).Wait.ShouldBeNull();
            Wrong(limit, Here).RetryAfter.ShouldBe(seconds);
            _time.Advance(TimeSpan.FromSeconds(seconds));
        }

        AttemptLimit.WaitAfter(1000).ShouldBe(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void Who_must_wait_is_not_told_whether_a_key_is_right_and_others_are_not_held_up()
    {
        var limit = Limit();
        for (var i = 0; i <= AttemptLimit.Free; i++) Wrong(limit, Here);

        limit.Try(Here, () => throw new InvalidOperationException("its key was looked at")).IsRight.ShouldBeFalse();
        limit.Try(There, () => true).IsRight.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(1));
        limit.Try(Here, () => true).IsRight.ShouldBeTrue();
    }

    [Fact]
    public void Trying_on_does_not_prolong_the_wait_and_an_hour_of_peace_forgets()
    {
        var limit = Limit();
        for (var i = 0; i <= AttemptLimit.Free; i++) Wrong(limit, Here);
        for (var i = 0; i < 100; i++) Wrong(limit, Here);

        _time.Advance(TimeSpan.FromSeconds(1));
        Wrong(limit, Here).Wait.ShouldBeNull();
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < AttemptLimit.Free; i++) Wrong(limit, Here).Wait.ShouldBeNull();
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_are_one_client_and_an_IPv4_address_is_one_in_either_form()
    {
        var limit = Limit();
        for (var i = 0; i <= AttemptLimit.Free; i++) Wrong(limit, IPAddress.Parse($"2001:db8::{i + 1}"));
        for (var i = 0; i <= AttemptLimit.Free; i++) Wrong(limit, Here);

        Wrong(limit, IPAddress.Parse("2001:db8::ffff")).Wait.ShouldNotBeNull();
        Wrong(limit, IPAddress.Parse("2001:db8:0:1::1")).Wait.ShouldBeNull();
        Wrong(limit, Here.MapToIPv6()).Wait.ShouldNotBeNull();
    }

    [Fact]
    public void However_many_addresses_fail_it_keeps_a_bounded_number()
    {
        var limit = Limit();

        for (var i = 0; i < AttemptLimit.Capacity + 5000; i++) Wrong(limit, new IPAddress(0x0A000000 + i));

        limit.Clients.ShouldBeLessThanOrEqualTo(AttemptLimit.Capacity);
    }

    [Fact]
    public void The_log_names_the_address_once_a_minute_with_how_many_more_there_were()
    {
        var limit = Limit();
        for (var i = 0; i < AttemptLimit.Free; i++) Wrong(limit, Here);
        Wrong(limit, There);

        _time.Advance(TimeSpan.FromMinutes(1));
        Wrong(limit, Here);

        _log.Lines.ShouldBe(
        [
            "Wrong key from 192.0.2.1 (0 more since the last line about it)",
            "Wrong key from 192.0.2.2 (0 more since the last line about it)",
            "Wrong key from 192.0.2.1 (9 more since the last line about it)",
        ]);
    }

    [Fact]
    public void Passwords_that_are_checked_at_the_same_time_count_before_their_end_and_a_right_one_is_forgiven()
    {
        var limit = Limit();
        var begun = new List<BegunAttempt>();
        while (limit.Begin(Here, "ANNA", out var one) is null) begun.Add(one);
        begun.Count.ShouldBe(AttemptLimit.Free + 1);

        foreach (var one in begun) limit.End(one, isRight: true).IsRight.ShouldBeTrue();

        limit.Clients.ShouldBe(0);
        limit.Begin(Here, "ANNA", out _).ShouldBeNull();
    }

    [Fact]
    public void A_right_password_after_many_wrong_ones_does_not_prolong_the_wait()
    {
        var limit = Limit();
        for (var i = 0; i < AttemptLimit.Free + 3; i++)
        {
            limit.Begin(Here, "ANNA", out var wrong).ShouldBeNull();
            limit.End(wrong, isRight: false);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        limit.Begin(Here, "ANNA", out var right).ShouldBeNull();
        limit.End(right, isRight: true);

        limit.Begin(Here, "ANNA", out _).ShouldBeNull("in another browser");
    }

    [Fact]
    public async Task Wrong_bearer_keys_are_answered_429_with_Retry_After_and_the_proxys_other_clients_are_not_affected()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(
            database.File, null, KeyedApp.AdminKey, "--Monitor:Auth:TrustedProxies:0=127.0.0.1");

        for (var i = 0; i <= AttemptLimit.Free; i++)
            (await Ask(app, "wrong", "203.0.113.9")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var refused = await Ask(app, KeyedApp.AdminKey, "203.0.113.9");

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        refused.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        (await Ask(app, KeyedApp.AdminKey, "203.0.113.10")).StatusCode.ShouldBe(HttpStatusCode.OK);
        app.Log.Lines.Count(line => line.Contains("Wrong key")).ShouldBe(1);
        app.Log.Lines.ShouldContain(line => line.Contains("203.0.113.9"));
        app.Log.Lines.ShouldAllBe(line => !line.Contains("was not authenticated") && !line.Contains("was challenged"));
    }

    [Theory]
    [InlineData()]
    [InlineData("--Monitor:Auth:TrustedProxies:0=10.0.0.0/8")]
    [InlineData("--FORWARDEDHEADERS_ENABLED=true")]
    public async Task An_address_that_a_client_claims_is_believed_from_trusted_proxies_only(params string[] settings)
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, null, KeyedApp.AdminKey, settings);

        for (var i = 0; i <= AttemptLimit.Free; i++) await Ask(app, "wrong", $"203.0.113.{i}");

        (await Ask(app, "wrong", "203.0.113.99")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        app.Log.Lines.ShouldContain(line => line.Contains("Wrong key from 127.0.0.1"));
    }

    [Fact]
    public async Task A_sign_in_counts_only_with_its_antiforgery_token()
    {
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(database.File, key: KeyedApp.AdminKey);
        using var browser = new SignedIn(app.Address);
        for (var i = 0; i < 3 * AttemptLimit.Free; i++)
            (await browser.Post("/sign-in", "none", ("key", "wrong"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var token = await browser.Token();

        for (var i = 0; i <= AttemptLimit.Free; i++)
            (await browser.Post("/sign-in", token, ("key", "wrong"))).Headers.Location?.ToString().ShouldStartWith("/sign-in?failed=true");
        using var refused = await browser.Post("/sign-in", token, ("key", KeyedApp.AdminKey));

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await browser.Http.GetAsync("/sign-in", RunningApp.Timeout)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Attempt Wrong(AttemptLimit limit, IPAddress from) => limit.Try(from, () => false);

    private static async Task<HttpResponseMessage> Ask(RunningApp app, string key, string claimed)
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status");
        request.Headers.TryAddWithoutValidation("Authorization", string.Create(CultureInfo.InvariantCulture, $"Bearer {key}"));
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", claimed);
        return await client.SendAsync(request, RunningApp.Timeout);
    }

    private AttemptLimit Limit() => new(_time, new Logger<AttemptLimit>(new LoggerFactory([_log])));
}
