using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using StandardWebhooks;

namespace OrleansMonitor.Hosting.Tests.Notifications;

/// <summary>A webhook against a real server, its signature checked by another implementation of the standard.</summary>
public sealed class WebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

    [Fact]
    public async Task A_receiver_can_verify_it_and_reads_what_happened()
    {
        await using var receiver = await Receiver.Start();

        (await Send(receiver)).ShouldBe(new(DeliveryResult.Delivered, "It answered 200."));

        var request = receiver.Requests.ShouldHaveSingleItem();
        Should.NotThrow(() => new StandardWebhook(Secret).Verify(request.Body, Headers(request)));
        request.Headers["webhook-id"].ShouldBe("msg_1");
        var body = JsonDocument.Parse(request.Body).RootElement;
        body.GetProperty("type").GetString().ShouldBe("incident.open");
        var data = body.GetProperty("data");
        data.GetProperty("condition").GetString().ShouldBe("VM_CRASHED");
        data.GetProperty("reason").GetString().ShouldBe("no task – ✓");
        data.GetProperty("link").GetString().ShouldBe("https://monitor.lan/incidents/incident-1");
    }

    [Fact]
    public async Task A_changed_body_is_noticed()
    {
        await using var receiver = await Receiver.Start();
        await Send(receiver);
        var request = receiver.Requests.ShouldHaveSingleItem();

        Should.Throw<Exception>(() => new StandardWebhook(Secret).Verify(request.Body + " ", Headers(request)));
    }

    [Fact]
    public async Task An_answer_whose_body_breaks_counts_by_its_status()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("begun", TestContext.Current.CancellationToken);
            await context.Response.Body.FlushAsync(TestContext.Current.CancellationToken);
        };

        (await Send(receiver)).Result.ShouldBe(DeliveryResult.Delivered);
    }

    [Theory]
    [InlineData(204, DeliveryResult.Delivered)]
    [InlineData(302, DeliveryResult.Permanent)]
    [InlineData(400, DeliveryResult.Permanent)]
    [InlineData(404, DeliveryResult.Permanent)]
    [InlineData(410, DeliveryResult.Permanent)]
    [InlineData(408, DeliveryResult.Transient)]
    [InlineData(429, DeliveryResult.Transient)]
    [InlineData(500, DeliveryResult.Transient)]
    [InlineData(503, DeliveryResult.Transient)]
    public async Task An_answer_says_whether_it_is_worth_trying_again(int status, DeliveryResult result)
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };

        (await Send(receiver)).Result.ShouldBe(result);

        receiver.Requests.Count.ShouldBe(1, "a redirect was followed");
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Sun, 01 Mar 2026 12:05:00 GMT", 300)]
    public async Task A_receiver_can_ask_for_a_wait(string header, double seconds)
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        };
        var time = new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

        (await Send(receiver, time)).Wait.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task The_address_is_not_quoted_even_if_the_answer_repeats_it()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync($"Cannot POST {context.Request.Path}", TestContext.Current.CancellationToken);
        };

        (await Send(receiver)).Detail.ShouldBe("It answered 404: Cannot POST ….");
    }

    [Fact]
    public async Task A_receiver_that_is_away_may_come_back()
    {
        var receiver = await Receiver.Start();
        var options = Options(receiver);
        await receiver.DisposeAsync();

        (await Receiver.Send(options, Receiver.Message())).ShouldBe(new(DeliveryResult.Transient, "It cannot be reached."));
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_the_outcome_unknown()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        (await Send(receiver)).Result.ShouldBe(DeliveryResult.Unknown);
    }

    private static Task<DeliveryOutcome> Send(Receiver receiver, TimeProvider? time = null) =>
        Receiver.Send(Options(receiver), Receiver.Message(), time);

    private static DestinationOptions Options(Receiver receiver) => new()
    {
        Webhook = new() { Url = $"{receiver.Url}/hook/secret-path", Key = Convert.FromBase64String(Secret["whsec_".Length..]) },
    };

    private static HeaderDictionary Headers(Received request) => new(
        request.Headers.Where(one => one.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(one => one.Key, one => new StringValues(one.Value), StringComparer.OrdinalIgnoreCase));
}
