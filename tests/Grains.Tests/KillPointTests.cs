using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class KillPointTests
{
    /// <summary>A crash and a recovery make two writes of an incident and its audit row, and two of events: four points to break.</summary>
    public static TheoryData<int, bool, bool> Points()
    {
        var points = new TheoryData<int, bool, bool>();
        foreach (var write in Enumerable.Range(1, 4))
        {
            points.Add(write, false, false);
            points.Add(write, true, false);
            points.Add(write, false, true);
            points.Add(write, true, true);
        }

        return points;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Whichever_write_breaks_and_whether_or_not_the_silo_dies_the_story_is_whole_and_told_once(
    int write, bool after, bool kill)
    {
        var stores = new BreakingStores(write, after);
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1, options: new() { Services = stores.Decorate });
        await monitor.Tick();
        var vmid = monitor.AGuest();

        monitor.Proxmox.Cluster.KillGuest(vmid);
        await Survive(monitor, stores, kill);
        monitor.Proxmox.Cluster.StartGuest(vmid);
        await Survive(monitor, stores, kill);

        stores.Broke.ShouldBeTrue("the point was never reached");
        var incident = (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem();
        incident.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "resolved"]);
        (await monitor.Events()).Select(e => e.Title).ShouldBe(
        [
            $"VM web01 ({vmid}) went from running to stopped (guest_shutdown_or_crash)",
            $"VM web01 ({vmid}) stopped unexpectedly on pve1",
            $"VM_CRASHED:lab/{vmid} opened",
            $"VM web01 ({vmid}) went from stopped to running",
            $"VM_CRASHED on lab/{vmid} cleared",
            $"VM_CRASHED:lab/{vmid} resolved",
        ]);
        var actions = await monitor.Services.GetRequiredService<IAuditStore>()
            .ListByIncidentAsync(incident.Key, TestContext.Current.CancellationToken);
        actions.Select(action => action.Action).ShouldBe(["open_incident", "resolve_incident"]);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task An_acknowledgement_that_breaks_and_is_repeated_is_told_once(int write, bool after)
    {
        var stores = new BreakingStores(write, after, countsAtOnce: false);
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1, options: new() { Services = stores.Decorate });
        await monitor.Tick();
        monitor.Proxmox.Cluster.KillGuest(monitor.AGuest());
        await monitor.Tick();
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        stores.Count();

        await Should.ThrowAsync<Exception>(() => monitor.Grains.Incident(incident.Key).Acknowledge(incident.Id, "anna", "on it"));
        var told = await monitor.Grains.Incident(incident.Key).Acknowledge(incident.Id, "anna", "on it");

        told.ShouldNotBeNull().Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "acknowledged"]);
        (await monitor.Events()).ShouldContain(e => e.Title == $"{incident.Key} acknowledged", 1);
        var actions = await monitor.Services.GetRequiredService<IAuditStore>()
            .ListByIncidentAsync(incident.Key, TestContext.Current.CancellationToken);
        actions.Select(action => action.Action).ShouldBe(["open_incident", "acknowledge_incident"]);
    }

    private static async Task Survive(MonitorHarness monitor, BreakingStores stores, bool kill)
    {
        await monitor.Tick();
        if (kill && stores.Broke) await monitor.Restart(kill: true);
        await monitor.Tick();
    }
}
