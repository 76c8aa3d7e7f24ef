using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>Ticks whose reminder was lost.</summary>
public sealed class EnsureTickingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_a_tick_that_is_overdue_is_made_up_for()
    {
        await using var monitor = await MonitorHarness.Start();
        var scheduler = monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical);
        await monitor.Tick();
        var polls = Polls(monitor);

        // Where the machine is slow, seconds have gone by since the tick began.
        monitor.Time.Advance(TimeSpan.FromSeconds(5));
        await scheduler.EnsureTicking();
        Polls(monitor).ShouldBe(polls, "it was not overdue yet");

        monitor.Time.Advance(TimeSpan.FromSeconds(8.5));
        await scheduler.EnsureTicking();
        await monitor.Proxmox.Requests.WhenAsync(_ => Polls(monitor) == polls + 1, Stop);
    }

    [Fact]
    public async Task Nobody_is_nudged_before_the_first_tick_is_due()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).EnsureTicking();
        Polls(monitor).ShouldBe(0);
    }

    [Fact]
    public async Task A_silo_that_starts_later_leaves_the_grid_of_ticks_alone()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Tiers = new() { StartupDelay = TimeSpan.FromSeconds(5) } });
        await monitor.Finish(Reached(monitor, 1));
        var table = monitor.Services.GetRequiredService<IReminderTable>();
        var before = await table.ReadRows(0, 0, Stop);
        await monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).Start(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(12));
        var after = await table.ReadRows(0, 0, Stop);
        after.Reminders.Select(row => (row.GrainId, row.ReminderName, row.StartAt))
            .ShouldBe(before.Reminders.Select(row => (row.GrainId, row.ReminderName, row.StartAt)), ignoreOrder: true);

        await monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).Start(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(6));
        var changed = await table.ReadRows(monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).GetGrainId(), Stop);
        changed.Reminders.Single().Period.ShouldBe(TimeSpan.FromSeconds(6), "another period is another grid");
    }

    private static long Polls(MonitorHarness monitor) => monitor.Proxmox.Requests.Count("GET", "/cluster/resources");

    private static async Task<bool> Reached(MonitorHarness monitor, int polls)
    {
        await monitor.Proxmox.Requests.WhenAsync(_ => Polls(monitor) >= polls, Stop);
        return true;
    }
}
