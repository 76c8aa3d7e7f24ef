using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>When people are notified again of an incident that stays open.</summary>
public sealed class RepetitionTests
{
    private static readonly Route Hourly = new(["ops"]) { Repeat = TimeSpan.FromHours(1) };

    private static readonly Notification Planned = NotificationPlanner
        .Plan(new([new("ops", "webhook")], [Hourly]), Notices.Notice()).ShouldHaveSingleItem();

    [Fact]
    public void A_message_that_was_accepted_is_followed_by_another_after_the_time_of_its_route()
    {
        var next = Repetition.Next(Sent(Planned, 30)).ShouldNotBeNull();
        (next.Notice.Step, next.NextAttemptAt, next.Notice.EscalatesAt, next.State)
            .ShouldBe(("opened~1", Given.At(3630), Given.At(3630), NotificationState.Pending));

        var third = Repetition.Next(Sent(next, 3700)).ShouldNotBeNull();
        (third.Notice.Step, third.NextAttemptAt).ShouldBe(("opened~2", Given.At(7300)));
        new[] { Planned.Id, next.Id, third.Id }.ShouldBeUnique();
    }

    [Theory]
    [InlineData(NotificationState.Pending, false, true)]
    [InlineData(NotificationState.Dead, false, true)]
    [InlineData(NotificationState.Delivered, true, true)]
    [InlineData(NotificationState.Delivered, false, false)]
    public void Nothing_else_is_repeated(NotificationState state, bool recovery, bool repeats)
    {
        var sent = Sent(Planned, 30) with { State = state };

        Repetition.Next(sent with
        {
            Notice = sent.Notice with { IsRecovery = recovery, RepeatEvery = repeats ? TimeSpan.FromHours(1) : null },
        }).ShouldBeNull();
    }

    [Fact]
    public void A_message_that_one_recipient_still_waits_for_and_a_repetition_that_was_given_up_are_repeated()
    {
        var partial = Sent(Planned, 30) with { State = NotificationState.Pending, Progress = "anna@home.lan" };
        var next = Repetition.Next(partial).ShouldNotBeNull();
        Repetition.Next(partial with { LastAttemptAt = Given.At(330) })!.Id.ShouldBe(next.Id);

        var third = Repetition.Next(Sent(next, 3700) with { State = NotificationState.Dead }).ShouldNotBeNull();
        third.Notice.Step.ShouldBe("opened~2");
    }

    [Fact]
    public void A_repetition_goes_to_all_recipients_once_it_is_due_and_waits_until_then()
    {
        var partial = Sent(Planned, 30) with { Sequence = 1, State = NotificationState.Pending, Progress = "anna@home.lan" };
        var next = Repetition.Next(partial)! with { Sequence = 2 };

        var early = DeliveryPlan.Of([partial, next], Given.At(330));
        (early.Current!.Sequence, early.Collapsed.Length).ShouldBe((1, 0));
        var due = DeliveryPlan.Of([partial, next], Given.At(3630));
        (due.Current!.Sequence, due.Collapsed.ShouldHaveSingleItem().Sequence).ShouldBe((2, 1));
    }

    [Fact]
    public void A_newer_step_takes_the_place_of_a_repetition_of_an_older_one_that_was_stored_after_it()
    {
        var sent = Sent(Planned, 30) with { Sequence = 1 };
        var next = Repetition.Next(sent)! with { Sequence = 3 };

        var plan = DeliveryPlan.Of([sent, Notices.Row(2, "updated:1"), next], Given.At(31));

        (plan.Current!.Sequence, plan.Collapsed.ShouldHaveSingleItem().Sequence).ShouldBe((2, 3));
    }

    [Fact]
    public void A_step_that_was_stored_before_a_repetition_is_sent_instead_of_it()
    {
        var sent = Sent(Planned, 30) with { Sequence = 1 };
        var plan = DeliveryPlan.Of(
            [sent, Notices.Row(2, "resolved", recovery: true), Repetition.Next(sent)! with { Sequence = 3 }], Given.At(90000));

        (plan.Current!.Sequence, plan.Form).ShouldBe((2, MessageForm.Recovery));
        plan.Collapsed.ShouldHaveSingleItem().Sequence.ShouldBe(3);
    }

    [Fact]
    public void What_was_acknowledged_is_not_repeated_and_the_record_says_why()
    {
        var next = Repetition.Next(Sent(Planned, 30))!;
        EscalationDecision.IsUntried(next).ShouldBeTrue();
        var incident = IncidentLifecycle.Acknowledge(EscalationDecisionTests.Open, "anna", null, Given.At(60));

        EscalationDecision.Of(next.Notice, incident, Given.At(3630))
            .ShouldBe(new(false, "anna acknowledged the incident before it was repeated"));
        EscalationDecision.Of(next.Notice, EscalationDecisionTests.Open, Given.At(3630)).IsSent.ShouldBeTrue();
        MessageRenderer.Render(next, MessageForm.Trouble, new(200, 2000), null).Body
            .ShouldContain("Repeated: still open, and nobody acknowledged it (1)");
    }

    private static Notification Sent(Notification one, double at) =>
        one with { State = NotificationState.Delivered, LastAttemptAt = Given.At(at) };
}
