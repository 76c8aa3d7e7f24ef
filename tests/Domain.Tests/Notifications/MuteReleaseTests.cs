using OrleansMonitor.Domain.Notifications;
using static OrleansMonitor.Domain.Notifications.NotificationState;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>What becomes of a message when nothing mutes it any longer.</summary>
public sealed class MuteReleaseTests
{
    [Theory]
    [InlineData(true, Pending, "silenced by anna")]
    [InlineData(false, Skipped, "silenced by anna; the incident ended before that")]
    public void What_is_still_open_waits_again_and_what_is_over_does_not(bool isOpen, NotificationState state, string why)
    {
        var released = MuteRelease.Of([Muted(1), Muted(2, "updated")], isOpen, Given.At(60));

        released.Length.ShouldBe(2);
        released.ShouldAllBe(one => one.State == state && one.LastError == why);
        released.ShouldAllBe(one => state == Skipped || one.NextAttemptAt == Given.At(60));
    }

    [Fact]
    public void What_a_later_message_replaced_is_not_sent_after_it() =>
        MuteRelease.Of([Muted(1), Notices.Row(2, "updated", Delivered)], isOpen: true, Given.At(60))
            .ShouldHaveSingleItem().State.ShouldBe(Collapsed);

    [Fact]
    public void The_end_that_was_held_goes_to_who_was_told_of_the_trouble()
    {
        var end = Muted(2, "resolved") with { Notice = Notices.Notice("resolved", recovery: true) };

        MuteRelease.Of([Notices.Row(1, state: Delivered), end], isOpen: false, Given.At(60)).ShouldHaveSingleItem().State
            .ShouldBe(Pending);
        MuteRelease.Of([Notices.Row(1, state: Collapsed), end], isOpen: false, Given.At(60)).ShouldHaveSingleItem().State
            .ShouldBe(Skipped);
    }

    private static Notification Muted(long sequence, string step = "opened") =>
        Notices.Row(sequence, step, Silenced) with { LastError = "silenced by anna" };
}
