using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Hosting.Tests.Notifications.Stubs;

namespace OrleansMonitor.Hosting.Tests.Notifications;

/// <summary>What is particular to a service.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task Discord_shows_a_name_as_it_is_and_mentions_nobody()
    {
        await using var stub = await ChannelStub.Start("discord");

        await Receiver.Send(stub.Destination, Receiver.Message() with { Title = "vm_web_01 *down* <@1> [x](y)" });

        stub.Shown.ShouldHaveSingleItem().ShouldStartWith(@"vm\_web\_01 \*down\* \<\@1\> \[x\](y)");
    }

    [Fact]
    public async Task Telegram_tells_the_new_number_of_a_group_that_moved()
    {
        await using var stub = await ChannelStub.Start("telegram");
        stub.Instead = _ => new(400, """{"ok":false,"description":"upgraded","parameters":{"migrate_to_chat_id":-1001234567890}}""");

        (await Receiver.Send(stub.Destination, Receiver.Message()))
            .ShouldBe(new(DeliveryResult.Permanent, "The group became a supergroup; set ChatId to -1001234567890."));
    }

    [Theory]
    [InlineData(200, "no_service", DeliveryResult.Permanent)]
    [InlineData(410, "channel_is_archived", DeliveryResult.Permanent)]
    [InlineData(200, "<html>Log in</html>", DeliveryResult.Transient)]
    [InlineData(200, "", DeliveryResult.Transient)]
    [InlineData(500, "rollup_error", DeliveryResult.Transient)]
    public async Task Slack_accepts_with_one_word_only(int status, string body, DeliveryResult result)
    {
        await using var stub = await ChannelStub.Start("slack");
        stub.Instead = _ => new(status, body);

        (await Receiver.Send(stub.Destination, Receiver.Message())).Result.ShouldBe(result);
    }

    [Theory]
    [InlineData("ratelimited", DeliveryResult.Transient)]
    [InlineData("internal_error", DeliveryResult.Transient)]
    [InlineData("channel_not_found", DeliveryResult.Permanent)]
    public async Task An_error_of_the_Slack_bot_comes_with_the_status_200(string error, DeliveryResult result)
    {
        await using var stub = await ChannelStub.Start("slackbot");
        stub.Instead = _ => new(200, $$"""{"ok":false,"error":"{{error}}"}""");

        (await Receiver.Send(stub.Destination, Receiver.Message())).ShouldBe(new(result, $"It answered {error}."));
    }

    [Fact]
    public async Task PagerDuty_has_one_incident_from_the_opening_to_the_end()
    {
        await using var stub = await ChannelStub.Start("pagerduty");

        await Receiver.Send(stub.Destination, Receiver.Message());
        await Receiver.Send(stub.Destination, Receiver.Message(MessageForm.Recovery));
        await Receiver.Send(stub.Destination, Receiver.Message(MessageForm.Past));
        await Receiver.Send(stub.Destination, Receiver.Message(MessageForm.Replaced));

        stub.Shown.ShouldBe(["trigger incident-1", "resolve incident-1", "resolve incident-1", "resolve incident-1"]);
    }

    [Fact]
    public async Task A_test_leaves_nothing_open_in_PagerDuty()
    {
        await using var stub = await ChannelStub.Start("pagerduty");
        var test = MessageRenderer.Test("ops", Storage.Rows.Noon);

        await Receiver.Send(stub.Destination, test);

        stub.Shown.ShouldBe([$"trigger {test.Id}", $"resolve {test.Id}"]);
    }

    [Fact]
    public async Task PagerDuty_is_not_asked_again_within_the_minute_that_it_counts()
    {
        await using var stub = await ChannelStub.Start("pagerduty");
        stub.Instead = _ => new(429);

        (await Receiver.Send(stub.Destination, Receiver.Message())).Wait.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_end_of_an_incident_stops_the_siren_of_Pushover()
    {
        await using var stub = await ChannelStub.Start("pushover");
        var sirens = ((PushoverStub)stub).Sirens;
        var first = await Receiver.Send(stub.Destination, Receiver.Message() with { Severity = Severity.Critical });
        sirens.Count.ShouldBe(1);
        var end = Receiver.Message(MessageForm.Recovery) with { Earlier = [first.Reference!] };

        (await Receiver.Send(stub.Destination, end)).Result.ShouldBe(DeliveryResult.Delivered);
        sirens.ShouldBeEmpty();

        (await Receiver.Send(stub.Destination, end)).Result.ShouldBe(DeliveryResult.Delivered, "a receipt that is gone is no obstacle");
    }

    [Theory]
    [InlineData(MessageForm.Replaced, 1)]
    [InlineData(MessageForm.Trouble, 2)]
    public async Task What_another_condition_or_a_later_message_replaces_stops_its_siren(MessageForm form, int messages)
    {
        await using var stub = await ChannelStub.Start("pushover");
        var first = await Receiver.Send(stub.Destination, Receiver.Message() with { Severity = Severity.Critical });

        (await Receiver.Send(stub.Destination, Receiver.Message(form) with { Severity = Severity.Error, Earlier = [first.Reference!] }))
            .Result.ShouldBe(DeliveryResult.Delivered);

        ((PushoverStub)stub).Sirens.ShouldBeEmpty();
        stub.Shown.Count.ShouldBe(messages);
    }

    [Fact]
    public async Task A_siren_that_cannot_be_stopped_now_is_stopped_later()
    {
        await using var stub = await ChannelStub.Start("pushover");
        var first = await Receiver.Send(stub.Destination, Receiver.Message() with { Severity = Severity.Critical });
        stub.Instead = _ => new(500);

        (await Receiver.Send(stub.Destination, Receiver.Message(MessageForm.Recovery) with { Earlier = [first.Reference!] }))
            .Result.ShouldBe(DeliveryResult.Transient);

        stub.Requests.Count.ShouldBe(2, "the end was told although the siren is on");
    }

    [Theory]
    [InlineData(424, DeliveryResult.Transient)]
    [InlineData(204, DeliveryResult.Permanent)]
    public async Task Apprise_tells_whether_its_services_took_it(int status, DeliveryResult result)
    {
        await using var stub = await ChannelStub.Start("apprise");
        stub.Instead = _ => new(status);

        (await Receiver.Send(stub.Destination, Receiver.Message())).Result.ShouldBe(result);
    }

    [Fact]
    public async Task A_message_that_is_sent_again_is_one_message_in_Matrix()
    {
        await using var stub = await ChannelStub.Start("matrix");

        await Receiver.Send(stub.Destination, Receiver.Message());
        await Receiver.Send(stub.Destination, Receiver.Message());

        stub.Shown.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Matrix_shows_a_name_as_it_is()
    {
        await using var stub = await ChannelStub.Start("matrix");

        await Receiver.Send(stub.Destination, Receiver.Message() with { Title = "<b>vm</b> & more" });

        stub.Shown.ShouldHaveSingleItem().ShouldStartWith("<strong>&lt;b&gt;vm&lt;/b&gt; &amp; more</strong>");
    }
}
