using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class StormTests
{
    private const int Crashing = 100;
    private static readonly HarnessOptions Repairing = new() { Repairs = true };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task A_hundred_guests_that_die_together_are_asked_about_by_node_and_not_one_by_one(int nodes)
    {
        await using var monitor = await MonitorHarness.Start(guests: 150, nodes: nodes, options: Repairing);
        var killed = await Kill(monitor, Crashing);
        monitor.Proxmox.Requests.Reset();

        await monitor.Tick();
        await monitor.Tick();

        // The tasks of all nodes are read once for all.
        monitor.Proxmox.Requests.Total.ShouldBeLessThanOrEqualTo(11 + (nodes * 3), Asked(monitor));
        (await monitor.OpenKeys()).Count(key => key.Contains("_CRASHED:", StringComparison.Ordinal)).ShouldBe(killed.Count);
    }

    [Fact]
    public async Task A_storm_is_told_with_the_answer_that_shows_it_before_any_of_its_guests_and_as_the_only_notice()
    {
        await using var monitor = await MonitorHarness.Start(guests: 150, options: Repairing);
        await Kill(monitor, Crashing);
        var before = (await monitor.AllEvents()).Count;

        await monitor.Tick();

        var told = (await monitor.AllEvents()).Skip(before).ToList();
        told[0].Condition.ShouldBe(ConditionType.FailureStorm);
        await monitor.Tick();
        told = [.. (await monitor.AllEvents()).Skip(before)];
        var notices = told.Where(happening => happening.Notify).ToList();
        notices.ShouldHaveSingleItem().Title.ShouldBe("FAILURE_STORM:lab opened");
        told.Count(happening => happening.Type == EventType.Incident
            && happening.IncidentKey!.Contains("_CRASHED:", StringComparison.Ordinal)).ShouldBe(Crashing);
    }

    [Fact]
    public async Task Guests_of_a_storm_stand_under_it_and_are_neither_repaired_nor_told_while_it_lasts_nor_told_again_at_its_end()
    {
        await using var monitor = await MonitorHarness.Start(guests: 150, options: Repairing);
        var killed = await Kill(monitor, 20);
        await monitor.Run(3);

        var storm = (await monitor.Incidents()).Single(incident => incident.Condition == ConditionType.FailureStorm);
        var guests = (await monitor.Incidents()).Where(incident => incident.Condition != ConditionType.FailureStorm).ToList();
        guests.Count.ShouldBe(20);
        guests.ShouldAllBe(incident => incident.ParentId == storm.Id && incident.NotifiedAt == null && incident.IsRepairSuspended);
        killed.ShouldAllBe(vmid => monitor.Proxmox.Cluster.StartRequests(vmid) == 0);

        (await monitor.Grains.Remediation(MonitorHarness.Name).ResumeAfterStorm("anna", null)).ShouldBeTrue();
        await monitor.Run(3);

        killed.ShouldAllBe(vmid => monitor.Proxmox.Cluster.StartRequests(vmid) == 1);
        (await monitor.OpenKeys()).ShouldBeEmpty();
        (await monitor.AllEvents()).Where(happening => happening is { Notify: true, Type: EventType.Incident })
            .Select(happening => happening.Title)
            .ShouldBe(["FAILURE_STORM:lab opened", "FAILURE_STORM:lab resolved"]);
    }

    [Fact]
    public async Task A_guest_that_crashes_long_after_a_storm_began_is_told_for_itself()
    {
        await using var monitor = await MonitorHarness.Start(guests: 150, options: Repairing);
        await Kill(monitor, 20);
        await monitor.Tick();
        await monitor.Tick();

        // Each failure keeps the storm alive.
        for (var i = 0; i < 3; i++)
        {
            await monitor.Run(10);
            await Kill(monitor, 1);
        }

        await monitor.Run(2);

        (await monitor.AllEvents()).Count(happening => happening.Notify && happening.Title.EndsWith("opened", StringComparison.Ordinal))
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_hundred_guests_that_somebody_shuts_down_are_no_storm_and_cost_two_questions_a_node()
    {
        await using var monitor = await MonitorHarness.Start(guests: 150, options: Repairing);
        await monitor.Tick();
        foreach (var node in monitor.Proxmox.Cluster.Nodes) monitor.Proxmox.Cluster.StopAllGuests(node.Name, "anna@pve");
        monitor.Proxmox.Requests.Reset();

        for (var i = 0; i < 4; i++) await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBeEmpty();
        (await monitor.AllEvents()).ShouldNotContain(happening => happening.Notify);
        monitor.Proxmox.Requests.Total.ShouldBeLessThanOrEqualTo(10 + (3 * 3), Asked(monitor));
    }

    [Fact]
    public async Task Guests_that_power_themselves_off_and_are_not_set_to_run_at_boot_are_no_storm()
    {
        await using var monitor = await MonitorHarness.Start(guests: 150, options: Repairing);
        await monitor.Tick();
        foreach (var vmid in Running(monitor).Where(vmid => !MonitorHarness.StartsAtBoot(vmid)))
            monitor.Proxmox.Cluster.PowerOffFromInside(vmid);

        for (var i = 0; i < 3; i++) await monitor.Tick();

        (await monitor.OpenKeys()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_that_is_lost_with_its_guests_is_no_storm()
    {
        await using var monitor = await MonitorHarness.Start(guests: 150, options: Repairing);
        await monitor.Tick();
        monitor.Proxmox.Cluster.PowerOffNode("pve2");

        await monitor.Run(4);

        var told = (await monitor.AllEvents()).Select(happening => happening.Title).ToList();
        told.ShouldContain("NODE_UNREACHABLE:lab/pve2 opened");
        told.ShouldNotContain("FAILURE_STORM:lab opened");
    }

    private static string Asked(MonitorHarness monitor) =>
        string.Join("; ", monitor.Proxmox.Requests.Recent.Select(request => request.Path));

    private static async Task<List<int>> Kill(MonitorHarness monitor, int count)
    {
        await monitor.Tick();
        var killed = Running(monitor).Where(MonitorHarness.StartsAtBoot).Take(count).ToList();
        killed.Count.ShouldBe(count);
        foreach (var vmid in killed) monitor.Proxmox.Cluster.KillGuest(vmid);
        return killed;
    }

    private static List<int> Running(MonitorHarness monitor) =>
        [.. monitor.Proxmox.Cluster.Guests.Where(guest => guest is { Status: "running", Template: false, HaState: null })
            .Select(guest => guest.Vmid)];
}
