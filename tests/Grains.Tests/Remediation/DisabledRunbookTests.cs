using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>Repairs whose runbook the configuration no longer enables.</summary>
public sealed class DisabledRunbookTests
{
    [Fact]
    public async Task A_proposal_whose_runbook_is_taken_out_of_use_is_withdrawn_in_words()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Level = AutonomyLevel.Recommend });
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(2);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        incident.Timeline[^1].Kind.ShouldBe("proposed");

        monitor.Options.Runbooks = ["wake-node"];
        await monitor.Restart(kill: false);
        await monitor.Run(2);

        (await monitor.Incidents()).ShouldHaveSingleItem().Timeline[^1].ShouldSatisfyAllConditions(
            entry => entry.Kind.ShouldBe("withdrawn"),
            entry => entry.Text.ShouldContain("the runbook restart-crashed-vm is not in use any more"));
        (await monitor.Grains.Remediation(MonitorHarness.Name).Decide(incident.Id, true, "anna", null))
            .ShouldBe(DecisionOutcome.NothingProposed);
        (await monitor.Grains.Remediation(MonitorHarness.Name).Describe(incident.Id)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            repair => repair.State.ShouldBe("withdrawn"), repair => repair.DecideUntil.ShouldBeNull());
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
    }

    [Fact]
    public async Task What_was_sent_before_its_runbook_was_taken_out_of_use_is_watched_to_its_end_and_not_tried_again()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true });
        await monitor.Tick();
        var (boots, fails) = (monitor.AGuest(), monitor.AGuest(index: 1));
        monitor.Proxmox.Cluster.SetBootTime(boots, TimeSpan.FromSeconds(40));
        monitor.Proxmox.Cluster.NextStartFails(fails, 9);
        foreach (var vmid in new[] { fails, boots })
        {
            monitor.Proxmox.Cluster.KillGuest(vmid);
            await monitor.Tick();
            if (vmid == fails) await monitor.Settle();
        }

        await monitor.Grains.Remediation(MonitorHarness.Name).Settle();
        (await monitor.Grains.Remediation(MonitorHarness.Name).Status()).Active.Length.ShouldBe(1);

        monitor.Options.Runbooks = ["wake-node"];
        await monitor.Restart();
        await monitor.Run(10);

        (await Repairs(monitor, boots))[^1].Result.ShouldBe(ActionResult.Success);
        var rows = await Repairs(monitor, fails);
        rows[^2].Result.ShouldBe(ActionResult.Failure);
        rows[^1].ShouldSatisfyAllConditions(
            row => row.Result.ShouldBe(ActionResult.Blocked),
            row => row.ResultDetails.ShouldBe("the runbook restart-crashed-vm is not in use any more"));
        new[] { boots, fails }.ShouldAllBe(vmid => monitor.Proxmox.Cluster.StartRequests(vmid) == 1);
    }

    private static async Task<List<AutonomyAction>> Repairs(MonitorHarness monitor, int vmid) =>
        [.. (await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Where(row => row.RunbookId is not null)];
}
