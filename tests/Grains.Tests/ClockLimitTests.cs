using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>Limits, reminders and retention while the machine's clock is set.</summary>
public sealed class ClockLimitTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(12);

    /// <summary>By how many seconds it is set.</summary>
    public static TheoryData<int> Steps { get; } = [-7200, -10, 60, 365 * 86400, -365 * 86400];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_cooldown_is_as_long_as_it_is_meant_to_be_when_the_clock_is_set(int seconds)
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true });
        var (vmid, failed) = await AnAttemptFails(monitor);
        monitor.Machine.SetBy = TimeSpan.FromSeconds(seconds);
        var rested = await UntilTheNextAttempt(monitor, vmid) - failed;
        rested.ShouldBeInRange(GuardrailSettings.Default.Cooldown * 0.99, (GuardrailSettings.Default.Cooldown * 1.01) + Period + Period);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_cooldown_is_no_longer_than_it_is_meant_to_be_when_the_clock_is_set_across_a_restart(int seconds)
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true });
        var (vmid, failed) = await AnAttemptFails(monitor);
        await monitor.ForgetReminders();
        monitor.Machine.SetBy = TimeSpan.FromSeconds(seconds);
        await monitor.Restart();
        var rested = await UntilTheNextAttempt(monitor, vmid) - failed;

        // Counted from the start where nothing better is known; a clock that is ahead ends it early.
        rested.ShouldBeLessThanOrEqualTo((GuardrailSettings.Default.Cooldown * 1.01) + Period + Period);
        if (seconds < 0) rested.ShouldBeGreaterThanOrEqualTo(GuardrailSettings.Default.Cooldown * 0.99);
    }

    [Fact]
    public async Task A_reminder_that_would_begin_in_the_future_is_registered_anew_by_a_silo_that_starts()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        await Postpone(monitor);
        await monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).Start(TimeSpan.FromSeconds(5), Period);

        (await StartsIn(monitor)).ShouldBeLessThanOrEqualTo(Period);
    }

    [Fact]
    public async Task A_reminder_that_would_begin_in_the_future_is_registered_anew_by_who_misses_its_ticks()
    {
        // The first reminder of the harness is an hour away: nothing ticks but what is nudged.
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        await Postpone(monitor);
        monitor.Time.Advance(Period + Period);
        await monitor.Finish(Nudged(monitor));

        (await StartsIn(monitor)).ShouldBeLessThanOrEqualTo(Period);
    }

    private static async Task<bool> Nudged(MonitorHarness monitor)
    {
        await monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).EnsureTicking();
        return true;
    }

    [Fact]
    public async Task Retention_deletes_nothing_for_a_day_where_the_record_is_old_at_the_start()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.TickUntilTold($"VM_CRASHED:lab/{vmid} opened");
        var before = (await monitor.AllEvents()).Count;

        monitor.Machine.SetBy = TimeSpan.FromDays(365);
        await monitor.Restart();
        await monitor.Grains.Retention().CleanUp();
        (await monitor.AllEvents()).Count.ShouldBeGreaterThanOrEqualTo(before);

        monitor.Time.Advance(RecordAge.Timeout);
        await monitor.Finish(Cleaned(monitor));
        (await monitor.AllEvents()).ShouldAllBe(told => told.Timestamp > monitor.Time.GetUtcNow());
    }

    [Fact]
    public async Task Retention_works_at_once_where_the_record_is_recent()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Services.GetRequiredService<IEventStore>().AppendAsync([Told("old", -100), Told("new", -6)], Stop);
        await monitor.Restart();
        await monitor.Grains.Retention().CleanUp();
        (await monitor.AllEvents()).ShouldHaveSingleItem().Id.ShouldBe("new");

        Domain.Live.MonitorEvent Told(string id, int days) =>
            Domain.Live.EventComposer
            .System(id, monitor.Time.GetUtcNow().AddDays(days), Domain.Rules.Conditions.Severity.Info, Domain.Live.EventSource.Monitor,
                null, id, id);
    }

    private static async Task<bool> Cleaned(MonitorHarness monitor)
    {
        await monitor.Grains.Retention().CleanUp();
        return true;
    }

    private static async Task<(int Vmid, DateTimeOffset Failed)> AnAttemptFails(MonitorHarness monitor)
    {
        await monitor.Tick();
        await monitor.Tick(Tier.Routine);
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.NextStartFails(vmid, 1);
        monitor.Proxmox.Cluster.KillGuest(vmid);
        while ((await monitor.Rows($"VM_CRASHED:lab/{vmid}")).All(row => row.Result != ActionResult.Failure)) await monitor.Run(1);
        return (vmid, (await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Last(row => row.Result == ActionResult.Failure).Timestamp);
    }

    private static async Task<DateTimeOffset> UntilTheNextAttempt(MonitorHarness monitor, int vmid)
    {
        for (var i = 0; i < 60 && monitor.Proxmox.Cluster.StartRequests(vmid) < 2; i++)
        {
            await monitor.Run(1);
        }

        monitor.Proxmox.Cluster.StartRequests(vmid)
            .ShouldBe(
            2, string.Join('\n',
                (await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Select(row => $"{row.Timestamp:O} {row.Result} {row.ResultDetails}")));
        return monitor.Time.GetUtcNow();
    }

    private static async Task Postpone(MonitorHarness monitor)
    {
        var table = monitor.Services.GetRequiredService<IReminderTable>();
        var row =
            (await table.ReadRows(monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).GetGrainId(), Stop)).Reminders.Single();
        row.StartAt = monitor.Time.GetUtcNow().UtcDateTime.AddDays(365);
        await table.UpsertRow(row, Stop);
    }

    private static async Task<TimeSpan> StartsIn(MonitorHarness monitor)
    {
        var table = monitor.Services.GetRequiredService<IReminderTable>();
        var row =
            (await table.ReadRows(monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).GetGrainId(), Stop)).Reminders.Single();
        return row.StartAt - monitor.Services.GetRequiredService<SteadyClock>().GetUtcNow().UtcDateTime;
    }
}
