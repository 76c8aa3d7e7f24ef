using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>Where each guardrail matters: something comes up between a crash and its repair, and goes away again.</summary>
public sealed class GuardrailScenarioTests
{
    [Fact]
    public async Task Quorum_that_is_lost_between_plan_and_dispatch_stops_the_call()
    {
        var points = new BreakPoints();
        await using var monitor = await MonitorHarness.Start(options: Careful with { AfterAll = points.Decorate });
        await monitor.Tick();
        var vmid = monitor.AGuest();
        points.Then = name =>
        {
            if (name != "row start_guest Planned") return Task.CompletedTask;
            monitor.Proxmox.Cluster.LoseQuorum();
            monitor.Time.Advance(TimeSpan.FromSeconds(2));
            return Task.CompletedTask;
        };

        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(1);
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
        (await Repairs(monitor, vmid))[^1].ResultDetails.ShouldNotBeNull().ShouldContain("quorum refuses: the cluster has no quorum");

        points.Then = _ => Task.CompletedTask;
        monitor.Proxmox.Cluster.RegainQuorum();
        await monitor.Run(4);
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Fact]
    public async Task
        While_its_node_is_frozen_nothing_is_sent_and_what_holds_it_up_is_on_record_by_name_and_when_it_thaws_the_guest_is_repaired()
    {
        await using var monitor = await MonitorHarness.Start(guests: 40, options: Careful);
        using var metric = new VerdictCount(monitor.Services.GetRequiredService<IMeterFactory>());
        await monitor.Tick();
        var vmid = await CrashedUnderKillSwitch(monitor);
        var node = monitor.Proxmox.Cluster.Guest(vmid).Node;

        monitor.Proxmox.Cluster.HangNode(node);
        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
        await monitor.Run(8);

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
        var row = (await Repairs(monitor, vmid)).Where(row => row.ResultDetails!.Contains("node-alive refuses", StringComparison.Ordinal))
            .ShouldHaveSingleItem("once, not at each tick");
        row.ResultDetails.ShouldNotBeNull().ShouldContain($"{node} did not answer just now");
        row.Verdicts.ShouldNotBeNull().ShouldContain("\"guardrail\":\"node-alive\",\"verdict\":\"defer\"");
        metric.Refusals("node-alive").ShouldBeGreaterThan(0);

        monitor.Proxmox.Cluster.UnhangNode(node);
        await monitor.Run(16);
        monitor.Proxmox.Cluster.Guest(vmid).Status.ShouldBe("running");
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_incident_that_is_covered_or_over_when_its_planned_repair_is_to_be_sent_lets_nothing_out(bool isOver)
    {
        var points = new BreakPoints();
        await using var monitor = await MonitorHarness.Start(options: Careful with { AfterAll = points.Decorate });
        await monitor.Tick();
        var (vmid, isPlanned) = (monitor.AGuest(), false);
        points.Then = async name =>
        {
            isPlanned |= name == "row start_guest Planned";
            if (!isPlanned || name != "event") return;
            points.Then = _ => Task.CompletedTask;
            var incident = (await monitor.Incidents()).Single();
            await monitor.Services.GetRequiredService<IIncidentStore>().SaveAsync(
                isOver ? IncidentLifecycle.Resolve(incident, monitor.Time.GetUtcNow(), "over")
                    : incident with { Suppressions = [new(SuppressionKind.Maintenance, "maintenance window work")] },
                CancellationToken.None);
        };

        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(1);

        var rows = await Repairs(monitor, vmid);
        rows[0].Result.ShouldBe(ActionResult.Planned);
        rows[1].ResultDetails.ShouldNotBeNull().ShouldContain(isOver ? "its incident is over" : "maintenance window work");
        if (isOver) monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
    }

    [Fact]
    public async Task A_storm_that_is_found_while_the_guardrails_are_read_stops_the_call()
    {
        var points = new BreakPoints();
        await using var monitor = await MonitorHarness.Start(options: Careful with { AfterAll = points.Decorate });
        await monitor.Tick();
        var (vmid, isPlanned) = (monitor.AGuest(), false);
        points.Then = async name =>
        {
            isPlanned |= name == "row start_guest Planned";
            if (!isPlanned || name != "check token") return;
            points.Then = _ => Task.CompletedTask;
            var at = monitor.Time.GetUtcNow();
            (await monitor.Grains.Remediation(MonitorHarness.Name)
                .Announce([.. Enumerable.Range(900, 6).Select(other => new StormFailure($"VM_CRASHED:lab/{other}", at))])).ShouldBeTrue();
        };

        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(1);

        isPlanned.ShouldBeTrue();
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
        (await Repairs(monitor, vmid))[^1].ResultDetails.ShouldNotBeNull().ShouldContain("storm refuses");
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_does_not_end_the_repairs_of_the_cluster()
    {
        var points = new BreakPoints();
        await using var monitor = await MonitorHarness.Start(options: Careful with { AfterAll = points.Decorate });
        await monitor.Tick();
        var vmid = monitor.AGuest();
        points.LosesAnswerOf = "remediation";

        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(4);

        points.LosesAnswerOf.ShouldBeNull();
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_freezes_between_plan_and_dispatch_lets_nothing_out_and_gives_up_its_turn()
    {
        var points = new BreakPoints();
        await using var monitor = await MonitorHarness.Start(guests: 40, options: Careful with { AfterAll = points.Decorate });
        await monitor.Tick();
        var vmid = monitor.AGuest(index: 3);
        var node = monitor.Proxmox.Cluster.Guest(vmid).Node;
        node.ShouldNotBe("pve1", "the endpoint that is asked first answers on");
        points.Then = name =>
        {
            if (name == "row start_guest Planned") monitor.Proxmox.Cluster.HangNode(node);
            return Task.CompletedTask;
        };
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(1);

        var rows = await Repairs(monitor, vmid);
        rows.Select(row => row.Result).ShouldBe([ActionResult.Planned, ActionResult.Blocked]);
        rows[1].ResultDetails.ShouldNotBeNull().ShouldContain("node-alive refuses");
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
        (await monitor.Grains.Remediation(MonitorHarness.Name).Status()).Active.ShouldBeEmpty();

        points.Then = _ => Task.CompletedTask;
        monitor.Proxmox.Cluster.UnhangNode(node);
        await monitor.Run(4);
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Fact]
    public async Task People_who_were_quicker_or_want_it_stopped_are_not_worked_against()
    {
        await using var monitor = await MonitorHarness.Start(guests: 40, options: Careful);
        await monitor.Tick();
        var starting = await CrashedUnderKillSwitch(monitor);
        monitor.Proxmox.Cluster.SetBootTime(starting, TimeSpan.FromSeconds(50));
        monitor.Proxmox.Cluster.StartGuest(starting, "anna@pve");
        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
        await monitor.Run(1);
        (await Repairs(monitor, starting))[^1].ResultDetails.ShouldNotBeNull()
            .ShouldContain("running-task refuses: task qmstart by anna@pve is at work");
        await monitor.Run(6);
        monitor.Proxmox.Cluster.Guest(starting).Status.ShouldBe("running");
        monitor.Proxmox.Cluster.StartRequests(starting).ShouldBe(0);

        var unwanted = await CrashedUnderKillSwitch(monitor, except: starting);
        monitor.Proxmox.Cluster.StopGuest(unwanted, "anna@pve");
        monitor.Time.Advance(TimeSpan.FromSeconds(5));
        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
        await monitor.Run(3);
        (await Repairs(monitor, unwanted))[^1].ResultDetails.ShouldNotBeNull()
            .ShouldContain("stopped-on-purpose refuses: stopped on purpose: qmstop by anna@pve");
        monitor.Proxmox.Cluster.StartRequests(unwanted).ShouldBe(0);
    }

    [Fact]
    public async Task
        A_guest_that_crashes_again_and_again_rests_between_repairs_and_is_left_to_people_after_the_third_of_its_flapping_incident()
    {
        await using var monitor = await MonitorHarness.Start(options: Careful);
        await monitor.Tick();
        var vmid = monitor.AGuest();
        for (var crash = 0; crash < 6; crash++)
        {
            monitor.Proxmox.Cluster.KillGuest(vmid);
            await monitor.Run(12);
        }

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(5, "one for each of the first two, three for the third, which goes on");
        monitor.Proxmox.Cluster.Guest(vmid).Status.ShouldBe("stopped");
        var rows = await Repairs(monitor, vmid);
        rows.Where(row => row.Escalated).ShouldHaveSingleItem().ResultDetails.ShouldNotBeNull()
            .ShouldContain("3 attempts within the last hour are enough");

        var hasty = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(hasty);
        await monitor.Run(2);
        monitor.Proxmox.Cluster.KillGuest(hasty);
        await monitor.Run(1);
        (await Repairs(monitor, hasty)).ShouldContain(row => row.ResultDetails != null && row.ResultDetails.Contains("cooldown refuses"));
        await monitor.Run(6);
        monitor.Proxmox.Cluster.StartRequests(hasty).ShouldBe(2);
    }

    private static HarnessOptions Careful { get; } =
        new() { Repairs = true, Guardrails = GuardrailSettings.Default with { MinHealthyNodes = 0.8 } };

    private static async Task<int> CrashedUnderKillSwitch(MonitorHarness monitor, int except = 0)
    {
        await monitor.Grains.Autonomy().SetKillSwitch(true, "hold on", "anna");
        var vmid = monitor.Proxmox.Cluster.Guests.First(guest =>
            guest is { Kind: "qemu", Status: "running", Template: false, HaState: null, StartRequests: 0 }
            && MonitorHarness.StartsAtBoot(guest.Vmid) && guest.Node != "pve1" && guest.Vmid != except).Vmid;
        monitor.Proxmox.Cluster.KillGuest(vmid);
        await monitor.Run(2);
        (await Repairs(monitor, vmid)).ShouldHaveSingleItem($"of {vmid}").ResultDetails.ShouldNotBeNull()
            .ShouldContain("kill-switch refuses");
        return vmid;
    }

    private static async Task<List<AutonomyAction>> Repairs(MonitorHarness monitor, int vmid) =>
        [.. (await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Where(row => row.RunbookId is not null)];
}
