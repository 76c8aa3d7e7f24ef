using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>What the autonomy levels differ in: who hears of a crash, and what is done about it.</summary>
public sealed class LevelTests
{
    [Fact]
    public async Task Level_0_records_all_and_tells_nobody_and_what_stands_when_it_is_raised_is_told_once()
    {
        await using var monitor = await Start(AutonomyLevel.Observe);
        var vmid = await Killed(monitor);
        await monitor.Run(3);

        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        incident.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "suppressed", "dry_run"]);
        incident.Suppressions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            why => why.Kind.ShouldBe(SuppressionKind.Level),
                why => why.Reason.ShouldBe("it is recorded without a notification (level 0: the level of the whole monitor)"));
        incident.NotifiedAt.ShouldBeNull();
        (await monitor.Events()).ShouldContain(e => e.Title == $"{incident.Key} opened");
        (await Told(monitor)).ShouldBeEmpty();
        (await monitor.Rows(incident.Key)).Select(row => (row.Action, row.Notified))
            .ShouldBe([("open_incident", false), ("start_guest", false)]);

        await monitor.Grains.Autonomy().SetLevel(AutonomyLevel.Alert, null, "let us hear", "anna");
        await monitor.Run(3);

        (await Told(monitor)).ShouldBe([$"{incident.Key} released"]);
        monitor.Proxmox.Cluster.StartGuest(vmid, "anna@pve");
        await monitor.Run(2);
        (await Told(monitor)).ShouldBe([$"{incident.Key} released", $"{incident.Key} resolved"]);
    }

    [Fact]
    public async Task What_came_and_went_at_level_0_is_never_told()
    {
        await using var monitor = await Start(AutonomyLevel.Observe);
        var vmid = await Killed(monitor);
        await monitor.Run(1);
        monitor.Proxmox.Cluster.StartGuest(vmid, "anna@pve");
        await monitor.Run(2);
        await monitor.Grains.Autonomy().SetLevel(AutonomyLevel.ActAndReport, null, null, "anna");
        await monitor.Run(2);

        (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem().State.ShouldBe(IncidentState.Resolved);
        (await Told(monitor)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Level_1_tells_what_is_wrong_and_what_would_have_been_done()
    {
        await using var monitor = await Start(AutonomyLevel.Alert);
        var vmid = await Killed(monitor);
        await monitor.Run(3);

        (await Told(monitor)).ShouldBe([$"VM_CRASHED:lab/{vmid} opened", $"restart-crashed-vm on lab/{vmid}: dry run"]);
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
    }

    [Fact]
    public async Task Level_2_asks_a_person()
    {
        await using var monitor = await Start(AutonomyLevel.Recommend);
        var vmid = await Killed(monitor);
        await monitor.Run(3);

        (await Told(monitor)).ShouldBe([$"VM_CRASHED:lab/{vmid} opened", $"restart-crashed-vm on lab/{vmid}: proposed"]);
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
    }

    [Fact]
    public async Task Level_3_acts_and_tells_what_was_wrong_and_what_it_came_to()
    {
        await using var monitor = await Start(AutonomyLevel.ActAndReport);
        var vmid = await Killed(monitor);
        await monitor.Run(2);

        (await Told(monitor))
            .ShouldBe([$"VM_CRASHED:lab/{vmid} opened", $"restart-crashed-vm on lab/{vmid}: verified", $"VM_CRASHED:lab/{vmid} resolved"]);
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Fact]
    public async Task Level_4_acts_and_tells_nothing_of_what_worked()
    {
        await using var monitor = await Start(AutonomyLevel.ActSilently);
        var vmid = await Killed(monitor);
        await monitor.Run(3);

        (await Told(monitor)).ShouldBeEmpty();
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
        (await monitor.Events()).ShouldContain(e => e.Title == $"VM_CRASHED:lab/{vmid} resolved");
        (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem().Timeline.Select(entry => entry.Kind)
            .ShouldBe(["opened", "suppressed", "planned", "dispatching", "dispatched", "verified", "resolved"]);
    }

    [Fact]
    public async Task Level_4_tells_of_a_repair_that_fails_and_of_the_incident_behind_it()
    {
        await using var monitor = await Start(AutonomyLevel.ActSilently);
        monitor.Proxmox.Cluster.NextStartFails(monitor.AGuest(), 10);
        var vmid = await Killed(monitor);
        await monitor.Run(2);

        (await Told(monitor)).ShouldBe([$"restart-crashed-vm on lab/{vmid}: failed", $"VM_CRASHED:lab/{vmid} released"]);
        await monitor.Run(30);
        (await Told(monitor)).Count(title => title.EndsWith("escalated", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Level_4_tells_of_an_incident_whose_repair_does_not_come()
    {
        await using var monitor =
            await MonitorHarness.Start(options: new() { Repairs = true, Level = AutonomyLevel.ActSilently, Runbooks = ["wake-node"] });
        var vmid = await Killed(monitor);
        await monitor.Run(1);

        (await Told(monitor)).ShouldBe([$"VM_CRASHED:lab/{vmid} opened"], "nothing would repair it");
    }

    [Fact]
    public async Task Each_row_about_a_guest_carries_the_level_that_is_in_force_for_it_and_not_the_monitors()
    {
        await using var monitor = await MonitorHarness.Start(options: new()
        {
            Repairs = true,
            Configure = options => options.Autonomy = options.Autonomy with
            {
                Tags = new Dictionary<string, AutonomyOverride> { ["careful"] = new(AutonomyLevel.Recommend) },
            },
        });
        monitor.Proxmox.Cluster.SetTags(monitor.AGuest(), "web;careful");
        var vmid = await Killed(monitor);
        await monitor.Run(2);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        await monitor.Grains.Incident(incident.Key).Acknowledge(incident.Id, "anna", "on it");
        await monitor.Grains.Remediation(MonitorHarness.Name).Decide(incident.Id, true, "anna", "go");
        await monitor.Settle();
        await monitor.Run(2);

        var rows = await monitor.Rows($"VM_CRASHED:lab/{vmid}");
        rows.Select(row => row.Action).Distinct()
            .ShouldBe(["open_incident", "start_guest", "acknowledge_incident", "approve_repair", "resolve_incident"], ignoreOrder: true);
        rows.ShouldAllBe(row => row.AutonomyLevel == AutonomyLevel.Recommend);
    }

    private static Task<MonitorHarness> Start(AutonomyLevel level) =>
        MonitorHarness.Start(options: new() { Repairs = true, Level = level });

    private static async Task<int> Killed(MonitorHarness monitor)
    {
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        return vmid;
    }

    private static async Task<List<string>> Told(MonitorHarness monitor) =>
        [.. (await monitor.AllEvents()).Where(e => e.Notify).Select(e => e.Title)];
}
