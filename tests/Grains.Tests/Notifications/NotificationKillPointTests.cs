using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Trust.Mutating;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>Whatever breaks or dies, each step is told, and a message that is sent twice has the same id.</summary>
public sealed class NotificationKillPointTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_kill_between_sending_and_storing_sends_once_more_under_the_same_id()
    {
        await using var told = await NotifiedMonitor.Start();
        var never = new TaskCompletionSource<DeliveryOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.Sender.Answer = (_, _) =>
        {
            sent.TrySetResult();
            return never.Task;
        };
        told.Monitor.Proxmox.Cluster.KillGuest(told.Vmid);
        await told.Monitor.TickUntilTold($"VM_CRASHED:lab/{told.Vmid} opened");
        await MonitorHarness.Within(sent.Task);
        told.Sender.AnswerAll(DeliveryResult.Delivered);

        await told.Monitor.Restart(kill: true);
        await told.DrainAfter(TimeSpan.FromSeconds(6));

        told.Sender.SentTo("ops").Count.ShouldBe(2);
        told.Sender.SentTo("ops").Select(message => message.Id).Distinct().ShouldHaveSingleItem();
        (await told.Rows()).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Delivered);
    }

    [Fact]
    public async Task While_the_database_stores_nothing_a_message_is_sent_once()
    {
        var isBroken = true;
        await using var told = await NotifiedMonitor.Start(services: all => all.Decorate<INotificationStore>(inner =>
            CallProxy<INotificationStore>.Around(inner, (store, method, arguments) =>
                isBroken && method.Name == nameof(INotificationStore.UpdateAsync)
                    ? Task.FromException(new StoreUnavailableException("broken by the test"))
                    : method.Invoke(store, arguments))));
        told.Sender.AnswerAll(DeliveryResult.Delivered);
        await told.Crash();
        await told.DrainAfter(TimeSpan.FromSeconds(6));
        isBroken = false;
        await told.DrainAfter(TimeSpan.FromSeconds(6));

        told.Sender.SentTo("ops").ShouldHaveSingleItem();
        (await told.Rows()).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Delivered);
    }

    [Fact]
    public async Task After_a_kill_a_destination_wakes_by_itself()
    {
        await using var told = await NotifiedMonitor.Start();
        told.Sender.AnswerAll(DeliveryResult.Transient);
        await told.Crash();
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.Sender.Answer = (_, _) =>
        {
            sent.TrySetResult();
            return Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "ok"));
        };

        await told.Monitor.Restart(kill: true);

        await told.Monitor.FinishAny(sent.Task);
    }

    public static TheoryData<int, bool> Points() =>
        [.. Enumerable.Range(1, 6).SelectMany(write => new[] { (write, false), (write, true) })];

    /// <summary>The opening is suppressed; the release tells it; the end tells those who were told.</summary>
    [Theory]
    [MemberData(nameof(Points))]
    public async Task Whichever_write_of_an_incident_breaks_its_release_and_its_end_are_told_once(int write, bool after)
    {
        var stores = new BreakingStores(write, after);
        await using var told = await NotifiedMonitor.Start(
            services: stores.Decorate,
            more: options => options.Maintenance
                .Add(new() { Name = "work", Cluster = "lab", From = Begin, To = Begin.AddMinutes(5) }));
        told.Monitor.Proxmox.Cluster.KillGuest(told.Vmid);
        await TickTwice(told.Monitor, 12);
        await TickTwice(told.Monitor, 300);

        // The release is sent before the guest runs again, however late the machine is.
        await told.DrainAfter(TimeSpan.Zero);
        told.Monitor.Proxmox.Cluster.StartGuest(told.Vmid);
        await TickTwice(told.Monitor, 12);
        await told.DrainAfter(TimeSpan.FromSeconds(6));

        stores.Broke.ShouldBeTrue("the point was never reached");
        told.Sender.SentTo("ops").Select(message => message.Form).ShouldBe([MessageForm.Trouble, MessageForm.Recovery]);
        (await told.Rows()).Select(row => row.Notice.Step).ShouldBe(["released#1", "resolved"]);
    }

    private static async Task TickTwice(MonitorHarness monitor, double after)
    {
        await monitor.Tick(afterSeconds: after);
        await monitor.Tick();
    }
}
