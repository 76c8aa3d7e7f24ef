using System.Globalization;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>When a message that was not accepted is sent again.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(1, "00:00:05")]
    [InlineData(2, "00:05:00")]
    [InlineData(3, "00:30:00")]
    [InlineData(4, "02:00:00")]
    [InlineData(9, "1.00:00:00")]
    public void The_waits_are_those_of_Standard_Webhooks(int attempts, string wait) =>
        RetrySchedule.Next(attempts, Given.Start, asked: null).ShouldBe(Given.Start + TimeSpan.Parse(wait, CultureInfo.InvariantCulture));

    [Fact]
    public void After_ten_attempts_there_is_none_more() =>
        RetrySchedule.Next(RetrySchedule.MaxAttempts, Given.Start, TimeSpan.FromSeconds(1)).ShouldBeNull();

    [Fact]
    public void A_wait_that_is_asked_for_only_delays()
    {
        RetrySchedule.Next(1, Given.Start, TimeSpan.FromMinutes(2)).ShouldBe(Given.At(120));
        RetrySchedule.Next(2, Given.Start, TimeSpan.FromMinutes(2)).ShouldBe(Given.At(300));
    }

    [Fact]
    public void A_short_wait_that_is_asked_for_holds_other_messages_no_longer_than_that()
    {
        var after = new DeliveryOutcome(DeliveryResult.Transient, "busy", TimeSpan.FromSeconds(1))
            .Apply(Notices.Row(1) with { Attempts = 4 }, Given.At(1));

        (after.HeldUntil, after.NextAttemptAt).ShouldBe((Given.At(2), Given.At(1) + TimeSpan.FromHours(5)));
    }

    [Fact]
    public void Whoever_sends_a_message_again_sends_the_end_of_its_incident_too_if_that_was_given_up()
    {
        var dead = Notices.Row(1, "updated:1", NotificationState.Dead);

        RetryRequest.Of(dead, [dead, Notices.Row(2, "resolved", NotificationState.Dead, recovery: true)], Given.At(1)).Revived
            .Select(one => one.Notice.Step).ShouldBe(["updated:1", "resolved"]);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", 0)]
    [InlineData("Sun, 01 Mar 2026 12:02:00 GMT", 120)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    [InlineData("99999999999", 86400)]
    public void Retry_After_is_read_as_seconds_and_as_a_date(string value, double seconds) =>
        RetryAfter.Read(value, Given.Start).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    public void Anything_else_is_no_wait(string? value) => RetryAfter.Read(value, Given.Start).ShouldBeNull();

    [Theory]
    [InlineData(DeliveryResult.Delivered, "17")]
    [InlineData(DeliveryResult.Unknown, null)]
    public void Only_a_delivered_message_can_be_referred_to(DeliveryResult result, string? reference) =>
        new DeliveryOutcome(result, "so", Reference: "17").Apply(Notices.Row(1), Given.At(1)).Reference.ShouldBe(reference);

    [Fact]
    public void A_part_that_has_to_wait_is_kept_with_what_is_done_and_holds_no_other_message()
    {
        var wait = TimeSpan.FromMinutes(5);
        var outcome = new DeliveryOutcome(DeliveryResult.Partial, "not yet for ops", wait, "17") { Progress = "boss" };

        var after = outcome.Apply(Notices.Row(1), Given.At(1));
        (after.State, after.NextAttemptAt, after.HeldUntil, after.Progress, after.Reference)
            .ShouldBe((NotificationState.Pending, Given.At(301), null, "boss", "17"));

        var end = new DeliveryOutcome(DeliveryResult.Delivered, "ok").Apply(after, Given.At(301));
        (end.State, end.Reference).ShouldBe((NotificationState.Delivered, "17"));
    }

    [Fact]
    public void Who_refused_a_message_that_others_took_is_kept()
    {
        var outcome = new DeliveryOutcome(DeliveryResult.Delivered, "ok") { Refused = "The mail server refused eve@home.lan." };

        var after = outcome.Apply(Notices.Row(1), Given.At(1));

        (after.State, after.LastError).ShouldBe((NotificationState.Delivered, "The mail server refused eve@home.lan."));
    }

    [Fact]
    public void A_failure_for_good_is_given_up_at_once() =>
        new DeliveryOutcome(DeliveryResult.Permanent, "It answered 404.").Apply(Notices.Row(1), Given.At(1))
            .ShouldSatisfyAllConditions(
                after => after.State.ShouldBe(NotificationState.Dead), after => after.LastError.ShouldBe("It answered 404."));

    [Theory]
    [InlineData(DeliveryResult.Transient)]
    [InlineData(DeliveryResult.Unknown)]
    public void Another_failure_is_given_up_at_the_end_of_the_schedule(DeliveryResult result)
    {
        var one = Notices.Row(1);
        for (var attempt = 1; attempt < RetrySchedule.MaxAttempts; attempt++)
        {
            one = new DeliveryOutcome(result, "It is away.").Apply(one, Given.At(attempt));
            one.State.ShouldBe(NotificationState.Pending);
        }

        new DeliveryOutcome(result, "It is away.").Apply(one, Given.At(99)).State.ShouldBe(NotificationState.Dead);
    }
}
