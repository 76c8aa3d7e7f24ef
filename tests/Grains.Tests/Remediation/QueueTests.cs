using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>Repairs that wait for their turn.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task Who_waits_says_behind_whom_once_and_is_repaired_in_its_turn()
    {
        var (points, seen) = (new BreakPoints(), new List<RemediationStatus>());
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, AfterAll = points.Decorate });
        points.Then = async name =>
        {
            if (name == "read task") seen.Add(await monitor.Grains.Remediation(MonitorHarness.Name).Status());
        };
        var (first, second, third) = await Killed(monitor);
        monitor.Proxmox.Cluster.SetBootTime(first, TimeSpan.FromSeconds(40));

        await monitor.Run(3);

        foreach (var vmid in new[] { second, third })
        {
            var rows = await Repairs(monitor, vmid);
            rows.Select(row => row.Result)
                .ShouldBe(
                [ActionResult.Blocked, ActionResult.Planned, ActionResult.Dispatched, ActionResult.Dispatched, ActionResult.Success]);
            rows[0].ResultDetails
                .ShouldBe($"start_guest lab/{vmid} on {rows[0].Node}: one-at-a-time refuses: it waits for its turn behind lab/{first}");
            var queued = (await Incident(monitor, vmid)).Timeline.Where(entry => entry.Kind == "queued").ShouldHaveSingleItem();
            queued.Text.ShouldContain($"behind lab/{first}");
            monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
        }

        (await Repairs(monitor, first)).ShouldNotContain(row => row.Result == ActionResult.Blocked);
        var firstIncident = await Incident(monitor, first);
        seen.ShouldContain(status => status.Active.SequenceEqual(new[] { firstIncident.Id }) && status.Waiting.Length == 2);
        (await monitor.Grains.Remediation(MonitorHarness.Name).Status())
            .ShouldSatisfyAllConditions(now => now.Active.ShouldBeEmpty(), now => now.Waiting.ShouldBeEmpty());
    }

    [Fact]
    public async Task What_crashes_while_another_is_repaired_queues_behind_it_at_once()
    {
        var (points, late) = (new BreakPoints(), 0);
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, AfterAll = points.Decorate });
        await monitor.Tick();
        var (first, second) = (monitor.AGuest(), monitor.AGuest(index: 1));
        monitor.Proxmox.Cluster.SetBootTime(first, TimeSpan.FromSeconds(60));
        points.Then = async name =>
        {
            if (name != "read task" || late++ > 0) return;
            monitor.Proxmox.Cluster.KillGuest(second);
            await monitor.Tick();
        };
        monitor.Proxmox.Cluster.KillGuest(first);
        await monitor.Run(3);

        var rows = await Repairs(monitor, second);
        rows[0].ResultDetails.ShouldNotBeNull().ShouldEndWith($"it waits for its turn behind lab/{first}");
        (await Repairs(monitor, first))[^1].ChainSequence
            .ShouldBeGreaterThan(rows[0].ChainSequence, "it was on record while the first was at work");
        monitor.Proxmox.Cluster.Guest(second).Status.ShouldBe("running");
    }

    [Fact]
    public async Task Where_two_may_be_at_work_two_are_and_the_third_waits_behind_both()
    {
        await using var monitor = await MonitorHarness.Start(
            options: new() { Repairs = true, Guardrails = GuardrailSettings.Default with { MaxConcurrentPerCluster = 2 } });
        var (first, second, third) = await Killed(monitor);
        foreach (var vmid in new[] { first, second }) monitor.Proxmox.Cluster.SetBootTime(vmid, TimeSpan.FromSeconds(40));

        await monitor.Run(3);

        var waiting = await Repairs(monitor, third);
        waiting[0].ResultDetails.ShouldNotBeNull().ShouldEndWith($"it waits for its turn behind lab/{first}, lab/{second}");
        var rows = new List<AutonomyAction>();
        foreach (var vmid in new[] { first, second, third }) rows.AddRange(await Repairs(monitor, vmid));
        var (open, most) = (0, 0);
        foreach (var row in rows.OrderBy(row => row.ChainSequence))
        {
            if (row.Result == ActionResult.Planned) open++;
            if (row.Result == ActionResult.Success) open--;
            most = Math.Max(most, open);
        }

        (open, most).ShouldBe((0, 2));
        new[] { first, second, third }.ShouldAllBe(vmid => monitor.Proxmox.Cluster.StartRequests(vmid) == 1);
    }

    [Fact]
    public async Task At_level_4_a_turn_is_awaited_without_a_word()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Level = AutonomyLevel.ActSilently });
        var (_, second, _) = await Killed(monitor);

        await monitor.Run(3);

        (await Incident(monitor, second)).Timeline.ShouldContain(entry => entry.Kind == "queued");
        (await monitor.AllEvents()).ShouldNotContain(e => e.Notify || e.Type == Domain.Live.EventType.Remediation);
    }

    private static async Task<(int First, int Second, int Third)> Killed(MonitorHarness monitor)
    {
        await monitor.Tick();
        var guests = (monitor.AGuest(), monitor.AGuest(index: 1), monitor.AGuest(index: 2));
        foreach (var vmid in new[] { guests.Item1, guests.Item2, guests.Item3 }) monitor.Proxmox.Cluster.KillGuest(vmid);
        return guests;
    }

    private static async Task<Domain.Incidents.Incident> Incident(MonitorHarness monitor, int vmid) =>
        (await monitor.Incidents(openOnly: false)).Single(incident => incident.Key == $"VM_CRASHED:lab/{vmid}");

    private static async Task<List<AutonomyAction>> Repairs(MonitorHarness monitor, int vmid) =>
        [.. (await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Where(row => row.RunbookId is not null)];
}
