using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class PollingTests
{
    [Fact]
    public async Task A_routine_tick_that_comes_before_the_first_poll_looks_at_the_nodes_all_the_same()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick(Tier.Routine);
        monitor.Proxmox.Requests.ByPath.Keys.Count(path => path.EndsWith("/services", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task Reminders_tick_after_the_start_up_delay_and_then_at_every_period()
    {
        var tiers = new TierSettings { StartupDelay = TimeSpan.FromSeconds(5), Critical = TimeSpan.FromSeconds(2) };
        await using var monitor = await MonitorHarness.Start(options: new() { Tiers = tiers });
        var began = monitor.Time.GetUtcNow();
        var requests = monitor.Proxmox.Requests;
        requests.Count("GET", "/cluster/resources").ShouldBe(0);

        await monitor.Finish(Reached(1));
        (monitor.Time.GetUtcNow() - began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));
        await monitor.Finish(Reached(4));

        async Task<bool> Reached(int polls)
        {
            await requests.WhenAsync(log => log.Count("GET", "/cluster/resources") >= polls, TestContext.Current.CancellationToken);
            return true;
        }
    }

    [Fact]
    public async Task The_first_poll_of_an_activation_tells_followers_everything_and_later_ones_what_moved()
    {
        await using var monitor = await MonitorHarness.Start();
        await using var deltas = monitor.Grains.Cluster(MonitorHarness.Name).Follow(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await monitor.Finish(deltas.MoveNextAsync().AsTask())).ShouldBeTrue();
        deltas.Current.Nodes.ShouldBeEmpty();

        await monitor.Tick();
        (await monitor.Finish(deltas.MoveNextAsync().AsTask())).ShouldBeTrue();
        (deltas.Current.Full, deltas.Current.Nodes.Length).ShouldBe((true, 3));

        await monitor.Tick();
        (await monitor.Finish(deltas.MoveNextAsync().AsTask())).ShouldBeTrue();
        deltas.Current.Full.ShouldBeFalse();
    }

    [Fact]
    public async Task A_tick_that_overruns_makes_the_next_one_be_skipped_not_stacked()
    {
        await using var monitor = await MonitorHarness.Start();
        var hang = new Simulator.Faults.FaultRule { PathPrefix = "/cluster/resources", Hang = true };
        monitor.Proxmox.Faults.Add(hang);
        var scheduler = monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical);

        var ticks = new List<Task<bool>> { scheduler.Tick(), scheduler.Tick() };
        var skipped = await Task.WhenAny(ticks);
        (await skipped).ShouldBeFalse("a second tick ran beside the first");

        monitor.Proxmox.Faults.Remove(hang);
        (await monitor.Finish(ticks.Single(tick => tick != skipped))).ShouldBeTrue();
        (await monitor.Finish(scheduler.Tick())).ShouldBeTrue();
    }

    [Fact]
    public async Task A_failing_call_of_a_tick_fails_alone()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Faults.Add(new() { PathPrefix = "/nodes/pve1/storage", Status = 500, Reason = "got timeout" });
        monitor.Proxmox.Faults.Add(new() { PathPrefix = "/nodes/pve1/certificates", InvalidJson = true });
        monitor.Proxmox.Cluster.FailService("pve1", "pvescheduler");

        await monitor.Tick(Tier.Routine);

        (await monitor.OpenKeys()).ShouldContain("SERVICE_DOWN:lab/pve1/pvescheduler");
    }

    [Fact]
    public async Task With_default_tiers_and_nothing_wrong_a_cluster_is_asked_at_most_eight_times_a_minute_and_once_per_node()
    {
        const int minutes = 30;
        const int nodes = 3;
        await using var monitor = await MonitorHarness.Start(nodes: nodes);
        var tiers = TierSettings.Default;
        monitor.Proxmox.Requests.Reset();

        for (var second = 1; second <= minutes * 60; second++)
        {
            monitor.Time.Advance(TimeSpan.FromSeconds(1));
            foreach (var tier in Enum.GetValues<Tier>())
            {
                if (second % (int)tiers.Period(tier).TotalSeconds == 0)
                    await monitor.Finish(monitor.Grains.Scheduler(MonitorHarness.Name, tier).Tick());
            }
        }

        ((double)monitor.Proxmox.Requests.Total / minutes).ShouldBeLessThanOrEqualTo(8 + nodes);
        monitor.Proxmox.Cluster.Nodes.ShouldAllBe(node => monitor.Proxmox.Requests.MaxInFlight(node.Name) <= 2);
    }
}
