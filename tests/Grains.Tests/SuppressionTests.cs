using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class SuppressionTests
{
    [Fact]
    public async Task A_lost_node_is_told_and_its_guests_incidents_are_recorded_under_it()
    {
        await using var monitor = await MonitorHarness.Start(guests: 6);
        var vmid = await LoseNodeOf(monitor);

        var node = (await monitor.Incidents())
            .Single(incident => incident.Condition == Domain.Rules.Conditions.ConditionType.NodeUnreachable);
        var guest = (await monitor.Incidents()).Single(incident => incident.Entity.Vmid == vmid);
        (guest.ParentId, guest.IsSuppressed).ShouldBe((node.Id, true));
        guest.Suppressions.ShouldHaveSingleItem().Reason.ShouldBe($"caused by {node.Key}");
        (await Notices(monitor)).ShouldBe([$"VM_CRASHED:lab/{vmid} opened", $"{node.Key} opened"]);
    }

    [Fact]
    public async Task A_survivor_of_its_parent_is_told_of_after_a_while_and_one_that_recovers_never_is()
    {
        await using var monitor = await MonitorHarness.Start(guests: 15);
        await monitor.Tick();
        var (dead, back) = TwoOn(monitor, "pve2");
        monitor.Proxmox.Cluster.PowerOffNode("pve2");
        await monitor.Tick();
        monitor.Proxmox.Cluster.PowerOnNode("pve2");
        await monitor.Tick(afterSeconds: 15);
        monitor.Proxmox.Cluster.KillGuest(dead);
        monitor.Proxmox.Cluster.KillGuest(back);
        await monitor.Tick();
        (await monitor.OpenKeys()).ShouldBe([$"VM_CRASHED:lab/{dead}", $"VM_CRASHED:lab/{back}"], ignoreOrder: true);
        (await monitor.Incidents()).ShouldAllBe(incident => incident.NotifiedAt == null && incident.ParentId != null);

        monitor.Proxmox.Cluster.StartGuest(back);
        for (var tick = 0; tick < 12; tick++) await monitor.Tick();

        var notices = await Notices(monitor);
        notices.Count(title => title == $"VM_CRASHED:lab/{dead} released").ShouldBe(1);
        notices.ShouldNotContain(title => title.Contains($"lab/{back}", StringComparison.Ordinal));
        (await monitor.Incidents()).ShouldHaveSingleItem().Timeline.Select(entry => entry.Kind)
            .ShouldBe(["opened", "suppressed", "released"]);
    }

    [Fact]
    public async Task During_maintenance_an_incident_is_recorded_and_at_its_end_a_survivor_is_told()
    {
        var begin = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
        var options = new HarnessOptions
        {
            Configure = monitor => monitor.Maintenance
                .Add(new() { Name = "work", Tag = "patched", From = begin, To = begin.AddMinutes(5) }),
        };
        await using var monitor = await MonitorHarness.Start(guests: 6, options: options);
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.SetTags(vmid, "web;patched");
        await monitor.Tick();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();

        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        incident.Suppressions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            suppression => suppression.Kind.ShouldBe(SuppressionKind.Maintenance),
            suppression => suppression.Window.ShouldBe("work"),
            suppression => suppression.Until.ShouldBe(begin.AddMinutes(5)));
        (await Notices(monitor)).ShouldBeEmpty();
        (await monitor.Events()).ShouldContain(e => e.Title == $"{incident.Key} opened" && !e.Notify);

        await monitor.Restart();
        await monitor.Tick();
        (await Notices(monitor)).ShouldBeEmpty();
        await monitor.Tick(afterSeconds: 300);
        await monitor.Tick();
        (await Notices(monitor)).ShouldBe([$"{incident.Key} released"]);
        (await monitor.Incidents()).ShouldHaveSingleItem().IsSuppressed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_window_that_opens_over_a_standing_incident_suppresses_it_and_says_so_without_a_notice()
    {
        var begin = new DateTimeOffset(2026, 11, 24, 6, 2, 0, TimeSpan.Zero);
        var options = new HarnessOptions
        {
            Configure = monitor => monitor.Maintenance
                .Add(new() { Name = "work", Cluster = "lab", From = begin, To = begin.AddMinutes(5) })
        };
        await using var monitor = await MonitorHarness.Start(guests: 6, options: options);
        await monitor.Tick();
        monitor.Proxmox.Cluster.KillGuest(monitor.AGuest());
        await monitor.Tick();
        var key = (await monitor.OpenKeys()).Single();

        await monitor.Tick(afterSeconds: 120);
        await monitor.Tick();
        (await monitor.Incidents()).Single().IsSuppressed.ShouldBeTrue();
        await monitor.Tick(afterSeconds: 300);

        (await Notices(monitor)).ShouldBe([$"{key} opened"]);
        (await monitor.Events()).Where(e => e.IncidentKey == key && e.Type == Domain.Live.EventType.Incident).Select(e => e.Title)
            .ShouldBe([$"{key} opened", $"{key} suppressed", $"{key} released"]);
    }

    [Fact]
    public async Task A_guest_that_crashes_again_and_again_is_told_of_three_times_and_when_it_is_calm()
    {
        await using var monitor = await MonitorHarness.Start(guests: 3, nodes: 1);
        await monitor.Tick();
        var vmid = monitor.AGuest();
        for (var crash = 0; crash < 6; crash++)
        {
            monitor.Proxmox.Cluster.KillGuest(vmid);
            await monitor.Tick();
            monitor.Proxmox.Cluster.StartGuest(vmid);
            await monitor.Tick(afterSeconds: 60);
        }

        var key = $"VM_CRASHED:lab/{vmid}";
        (await Notices(monitor)).ShouldBe([$"{key} opened", $"{key} resolved", $"{key} opened", $"{key} resolved", $"{key} opened"]);
        var held = (await monitor.Incidents()).ShouldHaveSingleItem();
        (held.Flap!.Times, held.Flap.QuietSince is not null).ShouldBe((6, true));

        await monitor.Restart();
        await monitor.Tick(afterSeconds: 1000);
        (await monitor.OpenKeys()).ShouldBe([key]);
        await monitor.Tick(afterSeconds: 1000);
        (await monitor.OpenKeys()).ShouldBeEmpty();
        (await Notices(monitor))[^1].ShouldBe($"{key} resolved");
    }

    internal static async Task<IReadOnlyList<string>> Notices(MonitorHarness monitor) =>
        [.. (await monitor.Events()).Where(e => e.Notify).Select(e => e.Title)];

    private static async Task<int> LoseNodeOf(MonitorHarness monitor)
    {
        await monitor.Tick();
        var (vmid, _) = TwoOn(monitor, "pve2");
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Tick();
        monitor.Proxmox.Cluster.PowerOffNode("pve2");
        await monitor.Tick();
        await monitor.Tick();
        return vmid;
    }

    private static (int, int) TwoOn(MonitorHarness monitor, string node)
    {
        var vmids = monitor.Proxmox.Cluster.Guests
            .Where(guest => guest is { Kind: "qemu", Status: "running", Template: false, HaState: null } && guest.Node == node)
            .Select(guest => guest.Vmid).ToList();
        return (vmids[0], vmids[^1]);
    }
}
