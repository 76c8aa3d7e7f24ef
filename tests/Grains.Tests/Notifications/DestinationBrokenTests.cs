using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Notifications;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>A destination that messages do not reach is an incident, of which the others are notified.</summary>
public sealed class DestinationBrokenTests
{
    private const string Key = "DESTINATION_BROKEN:monitor";

    [Fact]
    public async Task A_refusal_for_good_is_reported_once_through_another_destination_until_a_message_is_accepted()
    {
        await using var told = await NotifiedMonitor.Start(options => NotifiedMonitor.Add(options, "boss"));
        told.Sender.Answer = (destination, _) => Task.FromResult(destination == "ops"
            ? new DeliveryOutcome(DeliveryResult.Permanent, "It answered 401.") : new(DeliveryResult.Delivered, "ok"));
        await told.Crash();
        await Check(told);

        (await told.Monitor.OpenKeys()).ShouldContain(Key);
        var notice = (await Of(told, "boss")).ShouldHaveSingleItem().Notice;
        notice.Title.ShouldBe("Notifications to ops do not arrive");
        notice.Reason.ShouldBe("the latest message to ops was given up: It answered 401.");

        await told.Monitor.Restart(kill: true);
        await Check(told);
        (await Of(told, "boss")).Count.ShouldBe(1);

        told.Sender.AnswerAll(DeliveryResult.Delivered);
        var refused = (await told.Rows()).Last(row => row.State == NotificationState.Dead);
        (await told.Ops.Retry(refused.Id)).ShouldBe(RetryDecision.Queued);
        await told.DrainAfter(TimeSpan.FromSeconds(10));
        await Check(told);

        (await told.Monitor.OpenKeys()).ShouldNotContain(Key);
        (await Of(told, "boss")).Select(row => row.Notice.IsRecovery).ShouldBe([false, true]);
    }

    private static async Task Check(NotifiedMonitor told)
    {
        told.Monitor.Time.Advance(TimeSpan.FromSeconds(31));
        await told.Monitor.FinishAny(told.Monitor.Grains.DestinationWatch().Check());
    }

    private static async Task<List<Notification>> Of(NotifiedMonitor told, string destination) =>
        [.. (await told.Rows(destination)).Where(row => row.Notice.Condition == ConditionType.DestinationBroken)];
}
