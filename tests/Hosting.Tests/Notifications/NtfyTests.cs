using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Hosting.Tests.Notifications;

/// <summary>ntfy against a real server that answers as ntfy does.</summary>
public sealed class NtfyTests
{
    [Theory]
    [InlineData(MessageForm.Trouble, 4, "rotating_light")]
    [InlineData(MessageForm.Recovery, 3, "white_check_mark")]
    public async Task A_message_is_published_on_the_topic(MessageForm form, int priority, string tag)
    {
        await using var receiver = await Receiver.Start();

        (await Receiver.Send(Options(receiver), Receiver.Message(form))).Result.ShouldBe(DeliveryResult.Delivered);

        var request = receiver.Requests.ShouldHaveSingleItem();
        request.Path.ShouldBe("/");
        request.Headers["Authorization"].ShouldBe("Bearer tk_secret");
        var body = JsonDocument.Parse(request.Body).RootElement;
        body.EnumerateObject().Select(property => property.Name)
            .ShouldBe(["topic", "title", "message", "priority", "tags", "click"]);
        body.GetProperty("topic").GetString().ShouldBe("alarms");
        body.GetProperty("priority").GetInt32().ShouldBe(priority);
        body.GetProperty("tags")[0].GetString().ShouldBe(tag);
        body.GetProperty("click").GetString().ShouldBe("https://monitor.lan/incidents/incident-1");
    }

    [Fact]
    public async Task When_the_messages_of_the_day_are_used_up_it_waits_for_the_next_day()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 429;
            return context.Response.WriteAsync(
                """{"code":42908,"http":429,"error":"limit reached: daily message quota reached"}""",
                TestContext.Current.CancellationToken);
        };
        var time = new FakeTimeProvider(new(2026, 3, 1, 22, 0, 0, TimeSpan.Zero));

        var outcome = await Receiver.Send(Options(receiver), Receiver.Message(), time);

        outcome.Result.ShouldBe(DeliveryResult.Transient);
        outcome.Wait.ShouldBe(TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task A_refused_token_is_told_and_not_quoted()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync("forbidden for tk_secret on alarms", TestContext.Current.CancellationToken);
        };

        (await Receiver.Send(Options(receiver), Receiver.Message()))
            .ShouldBe(new(DeliveryResult.Permanent, "It answered 403: forbidden for … on …."));
    }

    private static DestinationOptions Options(Receiver receiver) =>
        new() { Ntfy = new() { Server = receiver.Url, Topic = "alarms", AccessToken = "tk_secret" } };
}
