using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Tests.Harness;
using OrleansMonitor.Hosting.Storage;

namespace OrleansMonitor.Grains.Tests.Remediation;

public sealed class RepairTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_guest_runs_again_within_a_tick_and_its_boot_time_and_the_whole_story_stands_in_its_incident()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true });
        await monitor.Tick();
        var vmid = monitor.AGuest();

        monitor.Proxmox.Cluster.KillGuest(vmid);
        var killed = monitor.Time.GetUtcNow();
        await monitor.Tick();
        await monitor.Settle();

        monitor.Proxmox.Cluster.Guest(vmid).Status.ShouldBe("running");
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
        (monitor.Time.GetUtcNow() - killed).ShouldBeLessThan(TimeSpan.FromSeconds(12 + 15));
        await monitor.Tick();
        await monitor.Settle();

        var incident = (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem();
        incident.State.ShouldBe(Domain.Incidents.IncidentState.Resolved);
        incident.Timeline.Select(entry => entry.Kind).ShouldBe(["opened", "planned", "dispatching", "dispatched", "verified", "resolved"]);
        incident.Timeline[1].Text.ShouldContain("kill-switch allows");
        incident.Timeline[3].Text.ShouldContain("UPID:");
        var rows = await monitor.Rows(incident.Key);
        rows.Select(row => (row.Action, row.Result)).ShouldBe(
        [
            ("open_incident", ActionResult.Success), ("start_guest", ActionResult.Planned), ("start_guest", ActionResult.Dispatched),
            ("start_guest", ActionResult.Dispatched),
            ("start_guest", ActionResult.Success), ("resolve_incident", ActionResult.Success),
        ]);
        rows[3].Upid.ShouldNotBeNull().ShouldStartWith("UPID:");
        (await monitor.Events()).Where(e => e.Type == EventType.Remediation).Select(e => e.Details["step"])
            .ShouldBe(["planned", "dispatched", "verified"]);
        (await AuditVerifier.VerifyAsync(monitor.Services.GetRequiredService<IAuditStore>(), Stop))
            .ShouldAllBe(verdict => verdict.Break == null);
    }

    [Fact]
    public async Task Three_failing_starts_escalate_once_and_stop()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true });
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.NextStartFails(vmid, 10);

        monitor.Proxmox.Cluster.KillGuest(vmid);
        for (var i = 0; i < 40; i++)
        {
            await monitor.Tick();
            await monitor.Settle();
        }

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(3);
        var rows = await monitor.Rows($"VM_CRASHED:lab/{vmid}");
        rows.Count(row => row.Result == ActionResult.Failure).ShouldBe(3);
        rows.Where(row => row.Escalated).ShouldHaveSingleItem().Result.ShouldBe(ActionResult.Escalated);
        rows[^1].Escalated.ShouldBeTrue();
        (await monitor.Events()).Count(e => e.Details.GetValueOrDefault("step") == "escalated").ShouldBe(1);
        (await monitor.Incidents()).ShouldHaveSingleItem().Timeline[^1].Kind.ShouldBe("escalated");
    }
}
