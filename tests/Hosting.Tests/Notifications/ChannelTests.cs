using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Hosting.Tests.Notifications.Stubs;

namespace OrleansMonitor.Hosting.Tests.Notifications;

/// <summary>What every channel does, each against a server that takes no more than the service documents.</summary>
public sealed class ChannelTests
{
    public static TheoryData<string> All =>
        ["discord", "telegram", "slack", "slackbot", "gotify", "pagerduty", "pushover", "teams", "matrix", "apprise", "alertmanager"];

    [Theory, MemberData(nameof(All))]
    public async Task A_message_is_delivered_as_the_service_documents_it(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);

        var outcome = await Receiver.Send(stub.Destination, Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Delivered, outcome.Detail);
        stub.Shown.ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_test_message_and_one_about_the_past_are_taken_too(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);

        foreach (var message in new[] { MessageRenderer.Test("ops", Storage.Rows.Noon), Receiver.Message(MessageForm.Past) })
        {
            var outcome = await Receiver.Send(stub.Destination, message);
            outcome.Result.ShouldBe(DeliveryResult.Delivered, outcome.Detail);
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_longest_text_is_taken_whatever_is_in_it(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);
        var limits = Receiver.LimitsOf(stub.Destination);
        foreach (var text in new[] { "<&>", "*_`[", "é\"\\", "😀", "x" })
        {
            var message = Receiver.Message() with { Title = Fill(text, limits.Title), Body = Fill(text, limits.Body) };

            var outcome = await Receiver.Send(stub.Destination, message);

            outcome.Result.ShouldBe(DeliveryResult.Delivered, $"{text}: {outcome.Detail}");
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_service_that_asks_to_wait_is_left_alone_that_long(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);
        stub.Instead = _ => stub.Limited;

        var outcome = await Receiver.Send(stub.Destination, Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Transient);
        outcome.Wait.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_refusal_is_for_good_and_quotes_no_secret(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);
        stub.Instead = _ => stub.Refused;

        var outcome = await Receiver.Send(stub.Destination, Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Permanent);
        outcome.Detail.ShouldNotContain(ChannelStub.Secret);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_service_that_fails_may_recover(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);
        stub.Instead = _ => new(500, $"oops {stub.Token}");

        var outcome = await Receiver.Send(stub.Destination, Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Transient);
        outcome.Detail.ShouldNotContain(ChannelStub.Secret);
    }

    [Theory]
    [InlineData("discord", "1976D2", "D32F2F", "388E3C")]
    [InlineData("slack", "#1976D2", "#D32F2F", "#388E3C")]
    [InlineData("gotify", " 2", " 10", " 5")]
    [InlineData("teams", "accent", "attention", "good")]
    [InlineData("apprise", "info", "failure", "success")]
    public async Task The_severity_and_the_end_can_be_seen(string channel, string info, string critical, string end)
    {
        await using var stub = await ChannelStub.Start(channel);

        await Receiver.Send(stub.Destination, Receiver.Message() with { Severity = Severity.Info });
        await Receiver.Send(stub.Destination, Receiver.Message() with { Severity = Severity.Critical });
        await Receiver.Send(stub.Destination, Receiver.Message(MessageForm.Recovery));

        stub.Shown.Zip([info, critical, end]).ShouldAllBe(pair => pair.First.EndsWith(pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("discord", 5, 2)]
    [InlineData("telegram", 20, 60)]
    [InlineData("slack", 1, 1)]
    [InlineData("slackbot", 1, 1)]
    [InlineData("pagerduty", 2, 1)]
    [InlineData("teams", 4, 1)]
    public async Task A_flood_stays_within_what_the_service_takes(string channel, int most, double seconds)
    {
        await using var stub = await ChannelStub.Start(channel);
        var rate = Receiver.LimitsOf(stub.Destination).Rate.ShouldNotBeNull();
        var bucket = default(TokenBucket);
        var sent = new List<DateTimeOffset> { Storage.Rows.Noon };
        for (var message = 0; message < 100; message++)
        {
            bucket = bucket.Take(rate, sent[^1]);
            sent.Add(sent[^1] + bucket.Wait(rate, sent[^1]));
        }

        sent.Select(begin => sent.Count(one => one >= begin && one < begin.AddSeconds(seconds))).Max().ShouldBe(most);
    }

    private static string Fill(string text, int bytes) =>
        Domain.Text.TextLimit.Cut(string.Concat(Enumerable.Repeat(text, bytes)), bytes);
}
