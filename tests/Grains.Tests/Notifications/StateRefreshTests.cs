using OrleansMonitor.Domain.Notifications;

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
        told.Sender.Refreshed.Clear();
        await told.DrainAfter(2 * Period);
        told.Sender.Refreshed.ShouldBeEmpty();
        (await told.Rows()).Count.ShouldBe(2, "a refresh stores nothing");
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
