using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

public sealed class ExplainTests
{
    private static readonly EntityId Pve1 = EntityId.Of(new NodeId(MonitorHarness.Name, "pve1"));

    [Fact]
    public async Task A_hold_tells_how_far_it_has_come()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        monitor.Proxmox.Cluster.SetNodeMetrics("pve1", cpu: 0.99);
        await monitor.Tick();
        await monitor.Tick(Tier.Important, 1);
        await monitor.Tick(Tier.Important, 32);

        var pending = Rule(await Explain(monitor, Pve1), ConditionType.CpuHigh).Judgement;
        pending.Verdict.ShouldBe(RuleVerdict.Pending);
        (pending.Hold!.Samples, pending.Hold.OfSamples, pending.Hold.Clearing).ShouldBe((2, 3, false));
        pending.Reason.ShouldEndWith($" % is above 95 %: 2 of 3 samples, since {pending.Hold.Since:HH:mm:ss}");
        pending.Edges!.Value.ShouldNotBeNull().ShouldBe(0.99, 0.01);

        await monitor.Tick();
        await monitor.Tick(Tier.Important, 20);
        Rule(await Explain(monitor, Pve1), ConditionType.CpuHigh).Judgement.Verdict.ShouldBe(RuleVerdict.Firing);
        (await monitor.OpenKeys()).ShouldContain("CPU_HIGH:lab/pve1");
    }

    [Fact]
    public async Task Why_and_why_not_a_stop_is_a_crash()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var (stopped, killed, quiet) = (monitor.AGuest(), monitor.AGuest(index: 1), monitor.AGuest(index: 2));
        monitor.Proxmox.Cluster.StopGuest(stopped, "anna@pve");
        monitor.Proxmox.Cluster.KillGuest(killed);
        await monitor.Tick();
        await monitor.Tick();

        var whyNot = Rule(await Explain(monitor, Guest(stopped)), ConditionType.VmCrashed);
        whyNot.Judgement.Verdict.ShouldBe(RuleVerdict.Ok);
        whyNot.Judgement.Reason.ShouldBe("it is stopped: qmstop by anna@pve");
        whyNot.Judgement.Evidence.ShouldContain(new RuleInput("status", "stopped"));

        var why = Rule(await Explain(monitor, Guest(killed)), ConditionType.VmCrashed);
        why.Judgement.Verdict.ShouldBe(RuleVerdict.Firing);
        why.Judgement.Reason.ShouldContain("no task stopped it");
        why.Freshness.ShouldBe(Freshness.Fresh);
        Rule(await Explain(monitor, Guest(quiet)), ConditionType.VmCrashed).Judgement.Verdict.ShouldBe(RuleVerdict.Ok);
    }

    [Fact]
    public async Task Every_rule_is_told_judged_or_not()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var before = await Explain(monitor, Pve1);
        Rule(before, ConditionType.ServiceDown).Judgement.Reason.ShouldBe("it was not judged yet since the monitor started");
        Rule(before, ConditionType.ServiceDown).Judgement.Verdict.ShouldBe(RuleVerdict.Unknown);

        await monitor.Tick();
        await monitor.Tick(Tier.Important, 1);
        await monitor.Tick(Tier.Routine, 1);
        var (vm, ct) = (monitor.AGuest(), monitor.AGuest("lxc"));
        foreach (var (entity, kind) in new[] {
            (Pve1, (GuestKind?)null), (EntityId.Of(MonitorHarness.Name), null), (Guest(vm), GuestKind.Vm), (Guest(ct), GuestKind.Container),
            (EntityId.Storage(MonitorHarness.Name, "pve1", "local"), null) })
        {
            var told = await Explain(monitor, entity);
            told.Freshness.ShouldBe(Freshness.Fresh);
            ConditionCatalog.For(entity.Kind, kind).Select(rule => rule.Condition)
                .ShouldBeSubsetOf(told.Rules.Select(rule => rule.Judgement.Condition));
            told.Rules.Where(rule => rule.Judgement.Verdict is not (RuleVerdict.Ok or RuleVerdict.Firing))
                .Select(rule => rule.Judgement.Condition)
                .ShouldBeSubsetOf(
                [ConditionType.BackupFailed, ConditionType.ReplicationFailed, ConditionType.ServiceDown, ConditionType.MonitorBlind],
                $"{entity}");
        }
    }

    [Fact]
    public async Task A_blind_rule_says_so_and_an_unread_one_says_why()
    {
        await using var monitor = await MonitorHarness.Start();
        monitor.Proxmox.Cluster.SetTokenPrivileges(monitor.Proxmox.ReadTokenId, "VM.Audit", "Datastore.Audit");
        await monitor.Tick();
        await monitor.Tick(Tier.Important, 1);
        await monitor.Tick(Tier.Routine, 1);

        var service = Rule(await Explain(monitor, Pve1), ConditionType.ServiceDown);
        service.Judgement.Verdict.ShouldBe(RuleVerdict.Unknown);
        service.MissingPermissions.ShouldHaveSingleItem().ShouldContain("lacks Sys.Audit on /nodes");
        service.Judgement.Reason.ShouldStartWith("the monitor is blind here");
        Rule(await Explain(monitor, EntityId.Of(MonitorHarness.Name)), ConditionType.QuorumLost).MissingPermissions.ShouldHaveSingleItem()
            .ShouldContain("Sys.Audit on /");
        Rule(await Explain(monitor, Guest(monitor.AGuest())), ConditionType.VmCrashed).Weaknesses.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Old_news_is_told_as_such()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        var vmid = monitor.Proxmox.Cluster.Guests.First(guest => guest is { Node: "pve2", Kind: "qemu", Status: "running" }).Vmid;
        monitor.Proxmox.Cluster.PowerOffNode("pve2");
        await monitor.Tick();
        await monitor.Tick();

        var told = await Explain(monitor, Guest(vmid));
        told.Freshness.ShouldBe(Freshness.Stale);
        var crash = Rule(told, ConditionType.VmCrashed);
        crash.Judgement.Verdict.ShouldBe(RuleVerdict.Unknown);
        crash.Suppressions.ShouldHaveSingleItem().ShouldBe(new RuleSuppression("stale", "node pve2 is offline"));
        Rule(await Explain(monitor, EntityId.Of(new NodeId(MonitorHarness.Name, "pve2"))), ConditionType.NodeUnreachable).Judgement.Verdict
            .ShouldBe(RuleVerdict.Firing);
    }

    [Fact]
    public async Task What_is_not_there_has_no_explanation()
    {
        await using var monitor = await MonitorHarness.Start();
        await monitor.Tick();
        (await monitor.Grains.Cluster(MonitorHarness.Name).Explain(Guest(999))).ShouldBeNull();
    }

    private static EntityId Guest(int vmid) => EntityId.Of(new GuestId(MonitorHarness.Name, vmid));

    private static async Task<Explanation> Explain(MonitorHarness monitor, EntityId entity) =>
        (await monitor.Grains.Cluster(MonitorHarness.Name).Explain(entity)).ShouldNotBeNull();

    private static ExplainedRule Rule(Explanation explanation, ConditionType condition) =>
        explanation.Rules.First(rule => rule.Judgement.Condition == condition);
}
