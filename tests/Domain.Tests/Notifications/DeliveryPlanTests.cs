using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>Which of the notifications that wait is sent, and how.</summary>
public sealed class DeliveryPlanTests
{
    private static readonly DateTimeOffset Later = Given.At(90000);

    [Fact]
    public void Of_several_that_wait_the_newest_is_sent_and_replaces_the_others()
    {
        var plan = DeliveryPlan.Of([Notices.Row(1), Notices.Row(2, "updated:1")], Later);

        plan.Current!.Sequence.ShouldBe(2);
        plan.Form.ShouldBe(MessageForm.Trouble);
        plan.Collapsed.Select(one => one.Sequence).ShouldBe([1]);
    }

    [Fact]
    public void A_recovery_is_told_to_a_destination_that_was_told() =>
        DeliveryPlan.Of([Notices.Row(1, state: NotificationState.Delivered), Notices.Row(2, "resolved", recovery: true)], Later).Form
            .ShouldBe(MessageForm.Recovery);

    [Fact]
    public void An_incident_that_ended_before_it_could_be_told_is_told_as_past()
    {
        var plan = DeliveryPlan.Of([Notices.Row(1), Notices.Row(2, "resolved", recovery: true)], Later);

        plan.Form.ShouldBe(MessageForm.Past);
        plan.Collapsed.ShouldHaveSingleItem().Sequence.ShouldBe(1);
    }

    [Theory]
    [InlineData(300, MessageForm.Past, "the incident began and ended before the destination could be notified")]
    [InlineData(600, null, "the incident ended before it escalated")]
    public void An_incident_that_ended_before_it_escalated_is_told_to_nobody(double due, MessageForm? form, string reason)
    {
        var escalation = Notices.Row(1, due: due);
        escalation = escalation with { Notice = escalation.Notice with { EscalatesAt = Given.At(due) } };

        var plan = DeliveryPlan.Of([escalation, Notices.Row(2, "resolved", recovery: true)], Later);

        (plan.Form, plan.Reason).ShouldBe((form, reason));
        (form is null ? plan.Unneeded : plan.Collapsed).ShouldBe([escalation]);
        plan.Missed.ShouldBe(form is null ? [] : [escalation]);
    }

    [Fact]
    public void It_is_still_past_when_the_one_message_has_to_be_sent_again() =>
        DeliveryPlan.Of([Notices.Row(1, state: NotificationState.Collapsed), Notices.Row(2, "resolved", recovery: true)], Later).Form
            .ShouldBe(MessageForm.Past);

    [Fact]
    public void A_recovery_is_not_told_where_the_trouble_was_given_up()
    {
        var plan = DeliveryPlan.Of([Notices.Row(1, state: NotificationState.Dead), Notices.Row(2, "resolved", recovery: true)], Later);

        plan.Form.ShouldBeNull();
        plan.Reason.ShouldBe("the destination was never notified of the trouble");
    }

    [Theory]
    [InlineData(true, NotificationState.Delivered, false, MessageForm.Replaced)]
    [InlineData(true, NotificationState.Pending, true, MessageForm.Replaced)]
    [InlineData(true, NotificationState.Pending, false, null)]
    [InlineData(false, NotificationState.Delivered, true, null)]
    public void A_condition_that_another_replaces_is_closed_only_where_it_is_shown_as_open(
        bool showsState, NotificationState state, bool tried, MessageForm? form)
    {
        var opened = Notices.Row(1, state: state) with { LastAttemptAt = tried ? Given.Start : null };

        DeliveryPlan.Of([opened, Notices.Replaced(2)], Later, showsState).Form.ShouldBe(form);
    }

    [Fact]
    public void Nothing_is_sent_if_nothing_waits() =>
        DeliveryPlan.Of([Notices.Row(1, state: NotificationState.Delivered)], Later).Current.ShouldBeNull();

    [Fact]
    public void A_message_knows_what_the_earlier_ones_of_its_incident_are_called() =>
        DeliveryPlan.Of(
            [
                Notices.Row(1, state: NotificationState.Delivered) with { Reference = "first" },
                Notices.Row(2, "updated:1", NotificationState.Dead),
                Notices.Row(3, "updated:2", NotificationState.Delivered) with { Reference = "second" },
                Notices.Row(4, "updated:3", NotificationState.Delivered) with { Reference = "first" },
                Notices.Row(5, "resolved", recovery: true),
            ], Later)
            .Earlier.ShouldBe(["first", "second"]);

    [Fact]
    public void What_is_due_comes_in_the_order_of_storage() =>
        DeliveryQueue.Of([Notices.Row(1, due: 5), Notices.Row(2), Notices.Row(3)], Given.At(1), accepting: false).Due!.Sequence
            .ShouldBe(2);

    [Fact]
    public void The_next_wake_is_when_the_first_becomes_due() =>
        DeliveryQueue.Of([Notices.Row(1, due: 9), Notices.Row(2, due: 5)], Given.At(1), accepting: false)
            .ShouldBe(new(null, Given.At(5)));

    [Fact]
    public void A_wait_that_the_destination_asked_for_holds_all_others_too() =>
        DeliveryQueue.Of(
                [Notices.Row(1, due: 60) with { HeldUntil = Given.At(60) }, Notices.Row(2)], Given.At(1), accepting: true)
            .ShouldBe(new(null, Given.At(60)));

    [Fact]
    public void A_time_that_a_clock_which_was_ahead_has_written_holds_nothing()
    {
        var row = Notices.Row(1, due: 3 * 86_400) with { HeldUntil = Given.At(3 * 86_400) };

        DeliveryQueue.Of([row], Given.At(1), accepting: false).Due.ShouldBe(row);
    }

    [Fact]
    public void A_message_of_which_a_part_was_accepted_counts_as_told() =>
        DeliveryPlan.Of(
            [Notices.Row(1) with { Progress = "ops@home.lan" }, Notices.Row(2, "resolved", recovery: true)], Later).Form
            .ShouldBe(MessageForm.Recovery);

    [Fact]
    public void The_part_that_has_to_wait_keeps_its_schedule_while_others_are_accepted()
    {
        var partly = Notices.Row(1, due: 7200) with { LastAttemptAt = Given.Start, Progress = "ops@home.lan" };

        DeliveryQueue.Of([partly], Given.At(301), accepting: true).ShouldBe(new(null, Given.At(7200)));
    }

    [Fact]
    public void A_message_is_not_sent_after_a_later_one()
    {
        var plan = DeliveryPlan.Of(
            [Notices.Row(1, "updated:1"), Notices.Row(2, "resolved", NotificationState.Delivered, recovery: true)], Later);

        (plan.Current!.Sequence, plan.Form).ShouldBe((1, null));
    }

    [Theory]
    [InlineData(299, false)]
    [InlineData(300, true)]
    public void While_messages_are_accepted_those_that_failed_before_do_not_wait_for_their_schedule(double now, bool due)
    {
        var failed = Notices.Row(1, due: 7200) with { LastAttemptAt = Given.Start };

        DeliveryQueue.Of([failed], Given.At(now), accepting: true).ShouldBe(due ? new(failed, null) : new(null, Given.At(300)));
        DeliveryQueue.Of([failed], Given.At(now), accepting: false).Due.ShouldBeNull();
    }

    [Fact]
    public void An_escalation_that_is_not_due_does_not_go_out_in_place_of_an_older_message_that_is()
    {
        var escalation = Notices.Row(2, "updated:1", due: 600);
        escalation = escalation with { Notice = escalation.Notice with { EscalatesAt = Given.At(600) } };

        var early = DeliveryPlan.Of([Notices.Row(1), escalation], Given.At(599));
        (early.Current!.Sequence, early.Collapsed.Length).ShouldBe((1, 0));
        var late = DeliveryPlan.Of([Notices.Row(1), escalation], Given.At(600));
        (late.Current!.Sequence, late.Collapsed.Length).ShouldBe((2, 1));
    }
}
