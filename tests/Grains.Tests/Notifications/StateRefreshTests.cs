using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Grains.Notifications;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>A destination that forgets is told what is still open.</summary>
public sealed class StateRefreshTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_is_open_is_told_each_period_also_after_a_kill_and_until_it_ends()
    {
        await using var told = await NotifiedMonitor.Start(refresh: Period);
        await told.Crash();
        (await Next(told)).ShouldHaveSingleItem().Form.ShouldBe(MessageForm.Trouble);

        await told.Monitor.Restart(kill: true);
        (await Next(told)).ShouldHaveSingleItem().Notice!.IncidentId.ShouldBe(told.Sender.SentTo("ops")[0].Notice!.IncidentId);

        await told.Mend();
        (await Next(told)).ShouldHaveSingleItem().Form.ShouldBe(MessageForm.Recovery, "a member may have missed the end");
        await told.DrainAfter(StateRefresh.AfterEnd);
        told.Sender.Refreshed.Clear();
        await told.DrainAfter(2 * Period);
        told.Sender.Refreshed.ShouldBeEmpty();
        (await told.Ops.RefreshedAt()).ShouldBeNull("nothing is open");
        (await told.Rows()).Count.ShouldBe(2, "a refresh stores nothing");
    }

    [Fact]
    public async Task What_was_read_last_is_told_while_nothing_can_be_read_and_a_refusal_ages()
    {
        var isAway = false;
        await using var told = await NotifiedMonitor.Start(
            services: all => UnreadableNotifications.Decorate(all, () => isAway), refresh: Period);
        await told.Crash();
        await Next(told);
        isAway = true;
        (await Next(told)).ShouldHaveSingleItem().Form.ShouldBe(MessageForm.Trouble);
        var taken = await told.Ops.RefreshedAt();

        told.Sender.RefreshAnswer = new(DeliveryResult.Transient, "It answered 503.");
        await Next(told);

        (await told.Ops.RefreshedAt()).ShouldBe(taken);
    }

    private static async Task<IReadOnlyList<NotificationMessage>> Next(NotifiedMonitor told)
    {
        told.Sender.Refreshed.Clear();
        var refreshed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.Sender.OnRefresh = () => refreshed.TrySetResult();
        told.Monitor.Time.Advance(Period);
        await told.Monitor.FinishAny(refreshed.Task);
        return told.Sender.Refreshed.ToArray()[0];
    }
}
