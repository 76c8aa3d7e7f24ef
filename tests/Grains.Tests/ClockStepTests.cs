using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>The machine's clock is set while its monotonic clock goes on.</summary>
public sealed class ClockStepTests
{
    private static readonly TierSettings Quick = new() { StartupDelay = TimeSpan.FromSeconds(1), Critical = TimeSpan.FromSeconds(3) };

    /// <summary>By how many seconds it is set: −2 h, −10 s, +60 s and a year either way.</summary>
    public static TheoryData<int> Steps { get; } = [-7200, -10, 60, 365 * 86400, -365 * 86400];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Ticks_go_on_when_the_clock_is_set(int seconds)
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Tiers = Quick });
        await monitor.Finish(Reached(monitor, 2));
        await SetClock(monitor, seconds);
        await TicksWithinAPeriod(monitor, Quick.Critical + TimeSpan.FromSeconds(1));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Ticks_go_on_when_the_clock_is_set_across_a_restart(int seconds)
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Tiers = Quick });
        await monitor.Finish(Reached(monitor, 2));
        monitor.Machine.SetBy = TimeSpan.FromSeconds(seconds);
        await monitor.Restart();
        await TicksWithinAPeriod(monitor, Quick.Critical + TimeSpan.FromSeconds(1));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_crash_after_the_clock_was_set_is_published_once_and_nothing_else_is(int seconds)
    {
        await using var monitor = await MonitorHarness.Start();
        await Settle(monitor);
        var before = (await monitor.AllEvents()).Count;
        await SetClock(monitor, seconds);
        await CrashIsAllThatIsNew(monitor, before, seconds);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_crash_after_a_restart_with_another_clock_is_published_once_and_nothing_else_is(int seconds)
    {
        await using var monitor = await MonitorHarness.Start();
        await Settle(monitor);
        monitor.Proxmox.Cluster.StopGuest(monitor.AGuest(index: 3));
        await monitor.Run(3);
        var before = (await monitor.AllEvents()).Count;
        before.ShouldBeGreaterThan(0);
        await monitor.ForgetReminders();
        monitor.Machine.SetBy = TimeSpan.FromSeconds(seconds);
        await monitor.Restart();
        await monitor.Run(2);
        await CrashIsAllThatIsNew(monitor, before, seconds);
    }

    // Both tiers that judge, so that whatever would be false shows itself.
    private static async Task Settle(MonitorHarness monitor)
    {
        await monitor.Tick(Tier.Critical);
        await monitor.Tick(Tier.Routine);
        await monitor.Run(5);
        await monitor.Tick(Tier.Routine);
    }

    private static async Task CrashIsAllThatIsNew(MonitorHarness monitor, int before, int seconds)
    {
        var guest = monitor.AGuest();
        MonitorHarness.StartsAtBoot(guest).ShouldBeTrue();
        monitor.Proxmox.Cluster.KillGuest(guest);
        await monitor.Run(8);
        await monitor.Tick(Tier.Important);
        await monitor.Tick(Tier.Routine);
        await monitor.Run(8);
        var news = (await monitor.AllEvents()).Skip(before).ToList();
        var clock = news.Where(told => told.Title.StartsWith("The clock of ", StringComparison.Ordinal)).ToList();
        clock.ShouldHaveSingleItem().Title.ShouldMatch(seconds < 0 ? "set back|behind" : "set forward|ahead");
        var rest = news.Except(clock).Select(told => $"{told.Type} {told.Title} {told.Condition} {told.Message}").ToList();
        rest.ShouldAllBe(
            told => told.Contains(guest.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        news.Count(told => told.Type == EventType.Incident).ShouldBe(1, string.Join('\n', rest));
        news.Select(told => told.Sequence).ShouldBeInOrder();
    }

    private static async Task TicksWithinAPeriod(MonitorHarness monitor, TimeSpan longest)
    {
        for (var i = 0; i < 3; i++)
        {
            var (polls, from) = (Polls(monitor), monitor.Time.GetUtcNow());
            await monitor.Finish(Reached(monitor, polls + 1));
            (monitor.Time.GetUtcNow() - from).ShouldBeLessThanOrEqualTo(longest);
        }
    }

    private static async Task SetClock(MonitorHarness monitor, int seconds)
    {
        monitor.Machine.SetBy = TimeSpan.FromSeconds(seconds);
        await monitor.Finish(Published(monitor));
    }

    private static async Task<bool> Published(MonitorHarness monitor)
    {
        await foreach (var batch in monitor.Grains.Feed().Follow(0, Stop))
        {
            if (batch.Any(told => told.Title.StartsWith("The clock of ", StringComparison.Ordinal))) return true;
        }

        return false;
    }

    private static long Polls(MonitorHarness monitor) => monitor.Proxmox.Requests.Count("GET", "/cluster/resources");

    private static async Task<bool> Reached(MonitorHarness monitor, long polls)
    {
        await monitor.Proxmox.Requests.WhenAsync(_ => Polls(monitor) >= polls, Stop);
        return true;
    }
}
