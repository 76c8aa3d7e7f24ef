using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Reminders;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Grains.Tests;

/// <summary>Polls that fail, hang or do not begin by the monitor's own fault.</summary>
public sealed class BlindnessTests
{
    private const string Blind = "MONITOR_BLIND:lab";
    private const string Resources = "ReadResourcesAsync";

    [Fact]
    public async Task A_poll_that_throws_every_time_is_stale_after_three_periods_and_told_once_until_one_is_applied_again()
    {
        await using var watched = await WatchedMonitor.Start();
        await watched.Tick();
        watched.Probe.Throw(Resources);

        await watched.Tick(2);
        (await Freshness(watched)).ShouldBe((PollState.Ok, Domain.Observations.Freshness.Fresh));
        await watched.Tick(2);
        (await Freshness(watched)).ShouldBe((PollState.Stale, Domain.Observations.Freshness.Stale));
        (await watched.Monitor.OpenKeys()).ShouldBe([Blind]);
        var incident = (await watched.Monitor.Incidents()).Single();
        incident.Severity.ShouldBe(Severity.Critical);
        incident.Cause.ShouldStartWith("polls fail inside the monitor: ");
        incident.Cause.ShouldContain("broken by the test");
        watched.Watchdog.OverdueTiers().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            late => late.Tier.ShouldBe(Tier.Critical), late => late.Since.ShouldBeGreaterThan(TimeSpan.FromSeconds(36)),
            late => late.Reason.ShouldContain("broken by the test"));

        await watched.Restart();
        await watched.Tick(12);
        (await watched.Monitor.OpenKeys()).ShouldBe([Blind]);

        watched.Probe.Throw(null);
        await watched.Tick();
        (await watched.Monitor.OpenKeys()).ShouldBeEmpty();
        (await Freshness(watched)).ShouldBe((PollState.Ok, Domain.Observations.Freshness.Fresh));
        watched.Watchdog.OverdueTiers().ShouldBeEmpty();
        (await watched.Monitor.Incidents(openOnly: false)).ShouldHaveSingleItem().Timeline.Select(entry => entry.Kind)
            .ShouldBe(["opened", "resolved"]);
        (await watched.Monitor.AllEvents()).Where(e => e.IncidentKey == Blind && e.Type == Domain.Live.EventType.Incident).Count()
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_poll_that_hangs_is_told_although_the_grain_of_the_cluster_cannot_act()
    {
        await using var watched = await WatchedMonitor.Start();
        await watched.Tick();
        watched.Probe.Hang(Resources);
        watched.BeginTick();
        await watched.Probe.Hung;
        await watched.Look();

        await watched.Wait(40);
        (await watched.Monitor.OpenKeys()).ShouldBeEmpty("Proxmox is waited for, which has limits of its own");
        await watched.Wait(30);
        (await watched.Monitor.OpenKeys()).ShouldBe([Blind]);

        // The read has a limit of a minute too; which of the two is heard of first is open.
        (await watched.Monitor.Incidents()).Single().Cause.ShouldMatch("a tick has been running for 1 minute|the last tick failed");
        (await Freshness(watched)).State.ShouldBe(PollState.Stale);
    }

    [Fact]
    public async Task A_look_at_a_guest_that_waits_for_Proxmox_is_no_blindness_for_a_minute()
    {
        await using var watched = await WatchedMonitor.Start();
        await watched.Tick();
        watched.Probe.Hang("ReadGuestAsync");
        watched.Monitor.Proxmox.Cluster.KillGuest(100);

        await watched.Tick(3);
        watched.Probe.Hung.IsCompleted.ShouldBeTrue();
        watched.Monitor.Time.Advance(TimeSpan.FromSeconds(20));
        await watched.Tick(1);
        (await watched.Monitor.OpenKeys()).ShouldBeEmpty();
        watched.Monitor.Time.Advance(TimeSpan.FromSeconds(20));
        await watched.Tick(4);
        (await watched.Monitor.OpenKeys()).ShouldBe([Blind]);
        watched.Probe.Free();
    }

    [Fact]
    public async Task A_cluster_that_is_just_down_is_unreachable_and_nothing_of_the_monitors_own()
    {
        await using var watched = await WatchedMonitor.Start();
        await watched.Tick();
        watched.Monitor.Proxmox.Faults.Add(new FaultRule { AbortConnection = true });
        await watched.Tick(8);

        (await watched.Monitor.OpenKeys()).ShouldBe(["CLUSTER_UNREACHABLE:lab"]);
        (await Freshness(watched)).ShouldBe((PollState.Unreachable, Domain.Observations.Freshness.Stale));
        watched.Watchdog.OverdueTiers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Ticks_go_on_where_reminders_never_come()
    {
        await using var watched = await WithoutReminders();
        await Polls(watched, 5);
        (await watched.Monitor.OpenKeys()).ShouldBeEmpty();
        watched.Watchdog.OverdueTiers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tier_that_does_not_come_to_its_end_is_named_while_the_others_go_on()
    {
        await using var watched = await WithoutReminders();
        watched.Probe.Throw("ReadMembershipAsync");
        await Polls(watched, 9);

        var late = watched.Watchdog.OverdueTiers().ShouldHaveSingleItem();
        (late.Cluster, late.Tier).ShouldBe((MonitorHarness.Name, Tier.Important));
        late.Reason.ShouldBe("the last tick failed: InvalidOperationException: broken by the test");
        (await watched.Monitor.OpenKeys()).ShouldBeEmpty("what is polled is seen");
    }

    [Fact]
    public async Task Nothing_is_believed_of_a_node_that_was_not_looked_at_for_three_periods()
    {
        await using var watched = await WatchedMonitor.Start();
        await watched.Tick();
        var node = EntityId.Of(new NodeId(MonitorHarness.Name, (await watched.Monitor.Everything()).Nodes[0].Sample.Node));
        (await watched.Monitor.Grains.Cluster(MonitorHarness.Name).Explain(node))
            .ShouldNotBeNull().Freshness.ShouldBe(Domain.Observations.Freshness.Fresh);
        watched.Monitor.Time.Advance(TimeSpan.FromSeconds(37));

        var explanation = (await watched.Monitor.Grains.Cluster(MonitorHarness.Name).Explain(node)).ShouldNotBeNull();
        explanation.Freshness.ShouldBe(Domain.Observations.Freshness.Stale);
        explanation.Rules.SelectMany(rule => rule.Suppressions)
            .ShouldContain(suppression => suppression.Reason.Contains("last poll applied 3"));
    }

    private static Task<WatchedMonitor> WithoutReminders()
    {
        var still = new FakeTimeProvider();
        return WatchedMonitor.Start(new()
        {
            Tiers = new() { StartupDelay = TimeSpan.Zero },
            Services = services => services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, still),
        });
    }

    private static async Task Polls(WatchedMonitor watched, int times)
    {
        for (var polls = 0; polls < times; polls++)
        {
            // At 13 s a tick is overdue; what the watchdog begins comes to its end before time goes on.
            await watched.Wait(13);
            await watched.Monitor.Finish(Ended());
        }

        watched.Monitor.Proxmox.Requests.Count("GET", "/cluster/resources").ShouldBeGreaterThanOrEqualTo(times);
        await watched.Look();

        async Task<bool> Ended()
        {
            while ((await watched.Monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).Check(ensureTicking: false)).Running
                is not null) await Task.Yield();
            return true;
        }
    }

    private static async Task<(PollState State, Freshness OfRows)> Freshness(WatchedMonitor watched)
    {
        var all = await watched.Monitor.Everything();
        return (all.Header.State, all.Header.FreshnessOn(all.Nodes[0]));
    }
}
