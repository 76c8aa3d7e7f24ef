using Microsoft.Extensions.Time.Testing;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>What stands before Proxmox answers in its own way; the words say what to do about that.</summary>
public sealed class ProxyTests
{
    private const string Html = "<html><body>Sign in</body></html>";

    [Theory]
    [InlineData(302, "Found", "https://login.example/outpost?next=secret", "sends the monitor to https://login.example", "reverse proxy")]
    [InlineData(301, "Moved Permanently", "/signin", "sends the monitor to another path of its own", "/api2/json")]
    [InlineData(307, "Temporary Redirect", null, "answered 307", "The token is not sent on")]
    [InlineData(429, "Too Many Requests", null, "wants fewer requests", "left alone for 15 s")]
    [InlineData(404, "Not Found", null, "no Proxmox API under the path", "Check the path of the endpoint")]
    [InlineData(407, "Proxy Authentication Required", null, "wants the monitor to sign in", "/api2/json")]
    [InlineData(503, "Service Unavailable", null, "answered 503", "check the proxy")]
    [InlineData(401, "Unauthorized", null, "not Proxmox' own refusal", "turns the monitor away")]
    [InlineData(403, "Forbidden", null, "not Proxmox' own refusal", "turns the monitor away")]
    [InlineData(200, "OK", null, "it is a web page", "sign-in page of a reverse proxy")]
    public async Task An_answer_that_is_a_proxy_s_is_told_as_one(int status, string reason, string? location, string message, string advice)
    {
        await using var server = await ScriptedProxmox.StartAsync(async context =>
        {
            if (location is not null) context.Response.Headers.Location = location;
            await Answers.With(status, reason, Html, "text/html")(context);
        });
        using var probe = ProbeFor.Servers(server);

        var failure = (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!;

        failure.Message.ShouldContain(message);
        failure.Message.ShouldNotContain("secret");
        failure.Advice.ShouldContain(advice);
        failure.Description.ShouldNotContain("8 or later");
        if (status != 200) failure.Description.ShouldNotContain("mostly with port 8006");
    }

    [Fact]
    public async Task A_wrong_path_is_not_an_old_version()
    {
        await using var server =
            await ScriptedProxmox.StartAsync(Answers.With(501, "Method 'GET /pve/api2/json/cluster/status' not implemented"));
        using var probe = ProbeFor.With(ProbeFor.Connection(server) with { Endpoints = [new Uri(server.Address, "pve")] });

        var failure = (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!;

        failure.Kind.ShouldBe(ProbeFailureKind.NotImplemented);
        failure.Advice.ShouldContain("Check the path of the endpoint");
    }

    [Theory]
    [InlineData(429, "30", 30)]
    [InlineData(429, null, 15)]
    [InlineData(429, "86400", 120)]
    [InlineData(503, "10", 10)]
    [InlineData(503, null, 0)]
    public async Task An_endpoint_that_says_for_how_long_is_left_alone_so_long_and_no_longer_than_two_minutes(
    int status, string? retryAfter, int seconds)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 28, 8, 0, 0, TimeSpan.Zero));
        var asked = 0;
        await using var server = await ScriptedProxmox.StartAsync(async context =>
        {
            Interlocked.Increment(ref asked);
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            await Answers.With(status, "Wait", Html, "text/html")(context);
        });
        using var probe = ProbeFor.With(ProbeFor.Connection(server), time: time);

        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        for (var second = 1; second < seconds; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!.Message.ShouldContain($"answered {status}");
        }

        asked.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(1));
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task Another_endpoint_is_asked_meanwhile()
    {
        await using var busy = await ScriptedProxmox.StartAsync(Answers.With(429, "Too Many Requests", Html, "text/html"));
        await using var well = await ScriptedProxmox.StartAsync(Answers.Json("""{"data":[]}"""));
        using var probe = ProbeFor.Servers(busy, well);

        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure?.Message.ShouldNotContain("429");
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure?.Message.ShouldNotContain("429");
    }
}
