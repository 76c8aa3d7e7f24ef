using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>
/// Whichever write breaks, before or after it was stored, and whether or not the silo dies then: each step is recorded once and told once.
/// </summary>
public sealed class SuppressionKillPointTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    public static TheoryData<int, bool, bool> Points() => PointsUpTo(6);

    private static TheoryData<int, bool, bool> PointsUpTo(int writes)
    {
        var points = new TheoryData<int, bool, bool>();
        foreach (var write in Enumerable.Range(1, writes))
        {
            points.Add(write, false, write % 2 == 0);
            points.Add(write, true, write % 2 == 1);
        }

        return points;
    }

    /// <summary>The opening (incident and row, events), the release (event, incident) and the end (incident and row, events).</summary>
    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_crash_in_maintenance_that_outlives_it_is_told_once(int write, bool after, bool kill)
    {
        var stores = new BreakingStores(write, after);
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1, options: new()
        {
            Services = stores.Decorate,
            Configure = monitor => monitor.Maintenance
                .Add(new() { Name = "work", Cluster = "lab", From = Begin, To = Begin.AddMinutes(5) }),
        });
        await monitor.Tick();
        var vmid = monitor.AGuest();

        monitor.Proxmox.Cluster.KillGuest(vmid);
        await Survive(monitor, stores, kill, 12);
        await Survive(monitor, stores, kill, 300);
        monitor.Proxmox.Cluster.StartGuest(vmid);
        await Survive(monitor, stores, kill, 12);

        stores.Broke.ShouldBeTrue("the point was never reached");
        var incident = (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem();
        incident.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "suppressed", "released", "resolved"]);
        (await monitor.Events()).Where(e => e.IncidentKey is not null && e.Type == Domain.Live.EventType.Incident)
            .Select(e => (e.Title, e.Notify)).ShouldBe(
            [($"{incident.Key} opened", false), ($"{incident.Key} released", true), ($"{incident.Key} resolved", true)]);
    }

    /// <summary>Every second one.</summary>
    public static TheoryData<int, bool, bool> Fewer() => [.. PointsUpTo(8).Where((_, place) => place % 2 == 0)];

    /// <summary>A node and its guest: the child must not be told while its parent stands, whatever of the parent's opening broke.</summary>
    [Theory]
    [MemberData(nameof(Fewer))]
    public async Task A_crash_that_stands_when_its_node_is_lost_is_suppressed_once_and_released_once(int write, bool after, bool kill)
    {
        var stores = new BreakingStores(write, after, countsAtOnce: false);
        await using var monitor = await MonitorHarness.Start(guests: 6, nodes: 3, options: new() { Services = stores.Decorate });
        await monitor.Tick();
        var guest = monitor.Proxmox.Cluster.Guests
            .First(guest => guest is { Kind: "qemu", Status: "running", Template: false, HaState: null, Node: "pve2" });
        monitor.Proxmox.Cluster.KillGuest(guest.Vmid);
        await monitor.TickUntilTold($"VM_CRASHED:lab/{guest.Vmid} opened");

        stores.Count();
        monitor.Proxmox.Cluster.PowerOffNode("pve2");
        await Survive(monitor, stores, kill, 12);
        monitor.Proxmox.Cluster.PowerOnNode("pve2");
        await Survive(monitor, stores, kill, 30);
        await Survive(monitor, stores, kill, 130);

        stores.Broke.ShouldBeTrue("the point was never reached");
        var key = $"VM_CRASHED:lab/{guest.Vmid}";
        var crash = (await monitor.Incidents(openOnly: false)).Single(incident => incident.Key == key);
        var events = (await monitor.Events()).Where(e => e.IncidentKey == key && e.Type == Domain.Live.EventType.Incident)
            .Select(e => (e.Title, e.Message, e.Notify)).ToList();
        events.Count(e => e.Notify && e.Title == $"{key} opened").ShouldBe(1);
        events.ShouldBeUnique();
        events.ShouldNotContain(e => e.Notify && e.Title != $"{key} opened" && e.Title != $"{key} resolved");
        crash.Timeline.Select(entry => entry.Kind).Distinct().ShouldBeSubsetOf(["opened", "suppressed", "released", "resolved"]);
        crash.IsSuppressed.ShouldBeFalse();
        (await monitor.Incidents(openOnly: false)).Count(incident => incident.Key == "NODE_UNREACHABLE:lab/pve2").ShouldBe(1);
    }

    private static async Task Survive(MonitorHarness monitor, BreakingStores stores, bool kill, double after)
    {
        var before = stores.Broke;
        await monitor.Tick(afterSeconds: after);
        if (kill && stores.Broke && !before) await monitor.Restart(kill: true);
        await monitor.Tick();
    }
}
