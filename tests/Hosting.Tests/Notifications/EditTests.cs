using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Hosting.Tests.Notifications.Stubs;

namespace OrleansMonitor.Hosting.Tests.Notifications;

/// <summary>Where a message can be edited, the end of an incident edits what was said of it.</summary>
public sealed class EditTests
{
    public static TheoryData<string> Editing => ["discord", "telegram", "slackbot", "matrix"];

    [Theory, MemberData(nameof(Editing))]
    public async Task The_end_of_an_incident_edits_its_messages_and_sends_no_other(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);
        var first = await Send(stub, Receiver.Message());
        var second = await Send(stub, Receiver.Message() with { Id = "msg_2", Earlier = [first.Reference!] });

        var end = await Send(stub, Recovery(first, second));

        stub.Shown.Count.ShouldBe(2);
        stub.Shown.ShouldAllBe(text => text.Contains("RESOLVED", StringComparison.Ordinal));
        end.Reference.ShouldBe(second.Reference);
    }

    [Theory, MemberData(nameof(Editing))]
    public async Task What_another_condition_replaces_is_edited_too_and_nothing_is_sent_if_there_is_no_message(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);
        await Send(stub, Replaced());
        stub.Requests.ShouldBeEmpty();
        var first = await Send(stub, Receiver.Message());

        await Send(stub, Replaced() with { Earlier = [first.Reference!] });

        stub.Shown.ShouldHaveSingleItem().ShouldContain("REPLACED");
    }

    [Theory, MemberData(nameof(Editing))]
    public async Task An_edit_that_is_repeated_changes_nothing(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);
        var first = await Send(stub, Receiver.Message());

        await Send(stub, Recovery(first));
        await Send(stub, Recovery(first));

        stub.Shown.ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Editing))]
    public async Task A_message_that_was_deleted_is_replaced_by_a_new_one(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);
        var first = await Send(stub, Receiver.Message());
        stub.Clear();

        await Send(stub, Recovery(first));

        stub.Shown.ShouldHaveSingleItem().ShouldContain("RESOLVED");
    }

    [Theory, MemberData(nameof(Editing))]
    public async Task An_edit_that_fails_for_now_sends_no_new_message(string channel)
    {
        await using var stub = await ChannelStub.Start(channel);
        var first = await Send(stub, Receiver.Message());
        stub.Instead = _ => stub.Limited;

        (await Receiver.Send(stub.Destination, Recovery(first))).Result.ShouldBe(DeliveryResult.Transient);

        stub.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("telegram", "nonsense")]
    [InlineData("telegram", "1/2/3")]
    [InlineData("slackbot", "nonsense")]
    public async Task A_reference_that_makes_no_sense_is_no_obstacle(string channel, string reference)
    {
        await using var stub = await ChannelStub.Start(channel);

        await Send(stub, Receiver.Message(MessageForm.Recovery) with { Earlier = [$"test:{reference}"] });

        stub.Shown.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_message_of_another_channel_is_left_alone()
    {
        await using var stub = await ChannelStub.Start("discord");

        await Send(stub, Receiver.Message(MessageForm.Recovery) with { Earlier = ["telegram:-100/1"] });

        stub.Requests.ShouldHaveSingleItem().Method.ShouldBe("POST");
    }

    private static async Task<DeliveryOutcome> Send(ChannelStub stub, NotificationMessage message)
    {
        var outcome = await Receiver.Send(stub.Destination, message);
        outcome.Result.ShouldBe(DeliveryResult.Delivered, outcome.Detail);
        return outcome;
    }

    private static NotificationMessage Replaced() => Receiver.Message(MessageForm.Replaced) with { Id = "msg_end" };

    private static NotificationMessage Recovery(params DeliveryOutcome[] sent) =>
        Receiver.Message(MessageForm.Recovery) with { Id = "msg_end", Earlier = [.. sent.Select(one => one.Reference!)] };
}
