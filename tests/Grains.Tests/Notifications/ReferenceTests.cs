using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>A later message of an incident can edit the earlier one, or reply to it.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_end_knows_the_message_of_the_opening(bool restart)
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.Answer = (_, message) =>
            Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "ok", Reference: $"ref-{message.Form}"));
        await told.Crash();

        if (restart) await told.Monitor.Restart(kill: true);
        await told.Mend();

        told.Sender.SentTo("ops")[0].Earlier.ShouldBeEmpty();
        told.Sender.SentTo("ops")[1].Earlier.ShouldBe(["ref-Trouble"]);
        (await told.Rows()).Select(row => row.Reference).ShouldBe(["ref-Trouble", "ref-Recovery"]);
    }

    [Fact]
    public async Task A_message_whose_outcome_was_unknown_is_sent_again_and_known_from_then_on()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Unknown);
        await told.Crash();
        (await told.Rows()).ShouldHaveSingleItem().Reference.ShouldBeNull();
        told.Sender.Answer = (_, _) => Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "ok", Reference: "17"));

        await told.DrainAfter(TimeSpan.FromSeconds(6));
        await told.Mend();

        told.Sender.SentTo("ops").Select(message => message.Earlier.Length).ShouldBe([0, 0, 1]);
    }
}
