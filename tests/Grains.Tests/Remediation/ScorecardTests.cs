using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

public sealed class ScorecardTests
{
    [Fact]
    public async Task What_would_have_been_done_is_scored_by_what_people_did()
    {
        await using var monitor = await MonitorHarness.Start(options: new()
        {
            Repairs = true,
            Level = AutonomyLevel.Alert,
            Guardrails = GuardrailSettings.Default with { ShadowWindow = TimeSpan.FromMinutes(10) },
        });
        await monitor.Tick();
        var (same, undone, left) = (monitor.AGuest(), monitor.AGuest(index: 1), monitor.AGuest(index: 2));
        foreach (var vmid in new[] { same, undone, left }) monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(2);
        monitor.Proxmox.Cluster.StartGuest(same, "anna@pve");
        monitor.Proxmox.Cluster.StartGuest(undone, "anna@pve");
        await monitor.Run(1);
        monitor.Proxmox.Cluster.StopGuest(undone, "bert@pve");
        await monitor.Run(1);
        (await Cases(monitor)).ShouldAllBe(scored => scored.Verdict == DryRunVerdict.Open && !scored.Acted);

        await monitor.Tick(afterSeconds: 700);
        await monitor.Grains.Remediation(MonitorHarness.Name).Score();
        await monitor.Grains.Remediation(MonitorHarness.Name).Score();

        (await Cases(monitor)).Select(scored => scored.Verdict).Order()
            .ShouldBe([DryRunVerdict.Right, DryRunVerdict.Wrong, DryRunVerdict.Unclear]);
        (await Cases(monitor)).Single(scored => scored.Verdict == DryRunVerdict.Wrong).ShouldSatisfyAllConditions(
            wrong => wrong.Reason.ShouldBe("undone by bert@pve"), wrong => wrong.IncidentKey.ShouldBe($"VM_CRASHED:lab/{undone}"));
        (await monitor.Rows($"VM_CRASHED:lab/{undone}")).Where(row => row.Action == "score_repair")
            .ShouldHaveSingleItem().ResultDetails.ShouldBe("undone by bert@pve");
        var line = Scorecard.Of(await Cases(monitor)).Lines.ShouldHaveSingleItem();
        (line.RunbookId, line.Precision).ShouldBe(("restart-crashed-vm", 0.5));
    }

    [Fact]
    public async Task Without_an_act_token_what_would_have_been_done_is_scored_all_the_same_and_says_so()
    {
        await using var monitor = await MonitorHarness.Start(options: new()
        {
            Repairs = true,
            Level = AutonomyLevel.ActAndReport,
            Guardrails = GuardrailSettings.Default with { ShadowWindow = TimeSpan.FromMinutes(10) },
            ActToken = false,
        });
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(2);
        var row = (await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Where(row => row.RunbookId is not null).ShouldHaveSingleItem();
        row.ResultDetails.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
            words => words.ShouldContain("act-token refuses: cluster lab has no act token"),
            words => words.ShouldContain("would have been done"));
        monitor.Proxmox.Cluster.StartGuest(vmid, "anna@pve");
        await monitor.Run(1);

        await monitor.Tick(afterSeconds: 700);
        await monitor.Grains.Remediation(MonitorHarness.Name).Score();

        (await Cases(monitor)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            scored => (scored.Verdict, scored.Acted).ShouldBe((DryRunVerdict.Right, false)), scored => scored.TokenMissing.ShouldNotBeNull()
                .ShouldContain("no act token"));
        Scorecard.Of(await Cases(monitor)).Lines.ShouldHaveSingleItem().TokenMissing.ShouldBe(1);
    }

    private static async Task<IReadOnlyList<ScoredCase>> Cases(MonitorHarness monitor) =>
        await monitor.Grains.Remediation(MonitorHarness.Name).ScoredCases();
}
