using OrleansMonitor.Scenarios.Tests.Playing;
using OrleansMonitor.Simulator;
using OrleansMonitor.Trust.Mutating;

namespace OrleansMonitor.Scenarios.Tests;

/// <summary>The clock of the plays.</summary>
public sealed class ClockTests
{
    // Orleans reads its reminders at a random time within half a minute of the start, and its timers drop the fraction of a millisecond.
    private static readonly TimeSpan FirstReads = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task It_may_stop_at_the_due_time_of_any_timer()
    {
        var clock = new VirtualClock(ScenarioPlayer.Start);
        await using var proxmox =
            await SimulatedProxmox.StartAsync(
                new() { Nodes = 1, Guests = 1, ClusterName = ScenarioPlayer.Cluster }, clock, TestContext.Current.CancellationToken);
        await using var monitor = new WatchingMonitor(
            new MonitorSetup(),
            [
                new(
                    ScenarioPlayer.Cluster,
                    proxmox.Endpoints,
                    (proxmox.ReadTokenId, proxmox.ReadTokenSecret),
                    (proxmox.ActTokenId, proxmox.ActTokenSecret),
                    proxmox.Fingerprint),
            ],
            clock,
            Mutation.None);
        await monitor.Start();

        var stops = Task.Run(
            () =>
            {
                // A timer that has fired is set again on another thread.
                while (clock.GetUtcNow() - ScenarioPlayer.Start < FirstReads)
                    if (clock.NextDue() is { } due) clock.Advance(due);
                    else Thread.Yield();
            },
            TestContext.Current.CancellationToken);

        await stops.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }
}
