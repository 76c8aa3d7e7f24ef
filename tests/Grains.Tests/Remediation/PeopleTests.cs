using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>What people let the monitor do, and what it does then.</summary>
public sealed class PeopleTests
{
    [Fact]
    public async Task A_kill_switch_thrown_between_plan_and_dispatch_stops_it_and_released_lets_it_go_on()
    {
        var points = new BreakPoints();
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, AfterAll = points.Decorate });
        points.Then = name => name == "row start_guest Planned" ? monitor.Grains.Autonomy().SetKillSwitch(true, "stop it", "anna")
            : Task.CompletedTask;
        var vmid = await Killed(monitor);

        await monitor.Run(4);

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
        var rows = await Repairs(monitor, vmid);
        rows.Select(row => row.Result)
            .ShouldBe([ActionResult.Planned, ActionResult.Blocked], "a refusal is written once, however many ticks it lasts");
        rows[1].ResultDetails.ShouldNotBeNull().ShouldContain("kill-switch refuses: the kill switch is active, turned on by anna: stop it");
        rows[1].Verdicts.ShouldNotBeNull().ShouldContain("\"guardrail\":\"kill-switch\",\"verdict\":\"deny\"");
        (await monitor.Events()).Where(e => e.Details.GetValueOrDefault("guardrail") == "kill-switch").ShouldHaveSingleItem();

        points.Then = _ => Task.CompletedTask;
        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
        await monitor.Run(2);
        monitor.Proxmox.Cluster.Guest(vmid).Status.ShouldBe("running");
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Theory]
    [InlineData(AutonomyLevel.Observe, "dry_run", 0)]
    [InlineData(AutonomyLevel.Alert, "dry_run", 1)]
    public async Task At_the_lowest_levels_it_is_written_down_what_would_have_been_done_and_a_raised_level_does_it(
    AutonomyLevel level, string step, int events)
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Level = level });
        var vmid = await Killed(monitor);

        await monitor.Run(3);

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
        (await Repairs(monitor, vmid)).ShouldHaveSingleItem().ResultDetails.ShouldNotBeNull().ShouldContain("would have been done");
        (await monitor.Incidents()).ShouldHaveSingleItem().Timeline[^1].Kind.ShouldBe(step);
        (await monitor.Events()).Count(e => e.Type == EventType.Remediation).ShouldBe(events);

        await monitor.Grains.Autonomy().SetLevel(AutonomyLevel.ActSilently, null, "it proved itself", "anna");
        await monitor.Run(1);
        monitor.Proxmox.Cluster.Guest(vmid).Status.ShouldBe("running");
        (await monitor.Events()).Count(e => e.Type == EventType.Remediation)
            .ShouldBe(events, "a repair that worked is not told at level 4");
    }

    [Fact]
    public async Task A_proposal_waits_for_a_person_who_approves_once()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Level = AutonomyLevel.Recommend });
        var vmid = await Killed(monitor);
        await monitor.Run(3);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        incident.Timeline[^1].Kind.ShouldBe("proposed");
        (await monitor.Rows(incident.Key)).Where(row => row.RunbookId is not null).ShouldHaveSingleItem().Result
            .ShouldBe(ActionResult.Proposed, "nothing blocks what waits for a person");
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);

        var repairs = monitor.Grains.Remediation(MonitorHarness.Name);
        (await repairs.Decide(incident.Id, true, "anna", "go")).ShouldBe(DecisionOutcome.Accepted);
        (await repairs.Decide(incident.Id, false, "bert", null)).ShouldBeOneOf(DecisionOutcome.Decided, DecisionOutcome.NothingProposed);
        await monitor.Settle();
        await monitor.Run(1);

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
        var told = (await monitor.Incidents(openOnly: false)).ShouldHaveSingleItem();
        told.Timeline.Select(entry => entry.Kind)
            .ShouldBe(["opened", "proposed", "approved", "planned", "dispatching", "dispatched", "verified", "resolved"]);
        told.Timeline[2]
            .ShouldSatisfyAllConditions(
            entry => entry.Actor.ShouldBe("anna"), entry => entry.Text.ShouldBe("restart-crashed-vm approved: go"));
        (await repairs.Decide(incident.Id, true, "anna", null)).ShouldBe(DecisionOutcome.NothingProposed);
    }

    [Fact]
    public async Task An_approval_that_is_stored_is_carried_out_although_its_answer_was_lost()
    {
        var points = new BreakPoints();
        await using var monitor = await MonitorHarness.Start(
            options: new() { Repairs = true, Level = AutonomyLevel.Recommend, AfterAll = points.Decorate });
        var vmid = await Killed(monitor);
        await monitor.Run(8);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        points.Then = name =>
        {
            if (!name.StartsWith("row approve", StringComparison.Ordinal)) return Task.CompletedTask;
            points.Then = _ => Task.CompletedTask;
            throw new StoreUnavailableException("its answer was lost");
        };

        await Should.ThrowAsync<StoreUnavailableException>(
            () => monitor.Grains.Remediation(MonitorHarness.Name).Decide(incident.Id, true, "anna", null));
        await monitor.Settle();

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Fact]
    public async Task A_proposal_stays_when_its_node_is_lost_long_after_and_nothing_more_is_told()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Level = AutonomyLevel.Recommend });
        var vmid = await Killed(monitor);
        await monitor.Run(30);
        var lab = monitor.Proxmox.Cluster;
        var (node, incident) = (lab.Guest(vmid).Node, (await monitor.Incidents()).ShouldHaveSingleItem());
        lab.PowerOffNode(node);
        await monitor.Run(8);

        var parent = (await monitor.Incidents()).Single(other => other.Key == $"NODE_UNREACHABLE:lab/{node}");
        var related = (await monitor.Incidents()).Single(other => other.Id == incident.Id);
        (related.ParentId, related.IsRepairSuspended).ShouldBe((parent.Id, false));
        related.Timeline.Select(entry => entry.Kind).ShouldNotContain("withdrawn");
        (await monitor.Grains.Remediation(MonitorHarness.Name).Describe(incident.Id)).ShouldNotBeNull().DecideUntil.ShouldNotBeNull();
        (await monitor.Rows(incident.Key)).Count(row => row.RunbookId is not null && row.Notified)
            .ShouldBe(1, "the proposal alone is told");
        lab.StartRequests(vmid).ShouldBe(0);
    }

    [Fact]
    public async Task A_proposal_that_the_kill_switch_held_up_is_the_same_proposal_again_afterwards()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Level = AutonomyLevel.Recommend });
        var vmid = await Killed(monitor);
        await monitor.Run(2);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        var repairs = monitor.Grains.Remediation(MonitorHarness.Name);
        var until = (await repairs.Describe(incident.Id)).ShouldNotBeNull().DecideUntil.ShouldNotBeNull();

        await monitor.Grains.Autonomy().SetKillSwitch(true, "hold on", "anna");
        await monitor.Run(2);
        (await repairs.Describe(incident.Id)).ShouldNotBeNull().State.ShouldBe("blocked");
        await monitor.Grains.Autonomy().SetKillSwitch(false, "go on", "anna");
        await monitor.Run(2);

        (await repairs.Describe(incident.Id)).ShouldNotBeNull()
            .ShouldSatisfyAllConditions(repair => repair.State.ShouldBe("proposed"), repair => repair.DecideUntil.ShouldBe(until));
        (await monitor.Rows(incident.Key)).Where(row => row.RunbookId is not null).Select(row => (row.Result, row.Notified))
            .ShouldBe([(ActionResult.Proposed, true), (ActionResult.Blocked, true), (ActionResult.Proposed, false)]);
        (await repairs.Decide(incident.Id, true, "anna", null)).ShouldBe(DecisionOutcome.Accepted);
        await monitor.Settle();
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Fact]
    public async Task A_proposal_on_record_as_blocked_by_an_older_version_is_a_proposal()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Level = AutonomyLevel.Recommend });
        await Killed(monitor);
        await monitor.Run(2);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        var row = (await monitor.Rows(incident.Key)).Single(row => row.RunbookId is not null) with { Result = ActionResult.Blocked };
        StoryStep.Of(RunbookCatalog.PlanFor(incident)!, row).ShouldNotBeNull().Kind.ShouldBe("proposed");
    }

    [Fact]
    public async Task A_proposal_is_taken_back_when_something_keeps_repairs_away_and_made_anew_afterwards()
    {
        var begin = new DateTimeOffset(2026, 11, 24, 6, 2, 0, TimeSpan.Zero);
        await using var monitor = await MonitorHarness.Start(options: new()
        {
            Repairs = true,
            Level = AutonomyLevel.Recommend,
            Configure = options => options.Maintenance
                .Add(new() { Name = "work", Cluster = "lab", From = begin, To = begin.AddMinutes(5) }),
        });
        var vmid = await Killed(monitor);
        await monitor.Run(2);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        var repairs = monitor.Grains.Remediation(MonitorHarness.Name);
        (await repairs.Describe(incident.Id)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            repair => repair.State.ShouldBe("proposed"), repair => repair.DecideUntil.ShouldNotBeNull(),
            repair => repair.BlockedBy!.Guardrail.ShouldBe("autonomy-level"));

        await monitor.Tick(afterSeconds: 120);
        await monitor.Run(2);
        (await monitor.Incidents()).ShouldHaveSingleItem().Timeline[^1].ShouldSatisfyAllConditions(
            entry => entry.Kind.ShouldBe("withdrawn"), entry => entry.Text.ShouldContain("not proposed any more: maintenance window work"));
        (await repairs.Describe(incident.Id)).ShouldNotBeNull()
            .ShouldSatisfyAllConditions(repair => repair.State.ShouldBe("held"), repair => repair.DecideUntil.ShouldBeNull());
        (await repairs.Decide(incident.Id, true, "anna", null)).ShouldBe(DecisionOutcome.NothingProposed);

        await monitor.Tick(afterSeconds: 300);
        await monitor.Run(2);
        (await monitor.Incidents()).ShouldHaveSingleItem().Timeline[^1].Kind.ShouldBe("proposed");
        (await repairs.Decide(incident.Id, true, "anna", null)).ShouldBe(DecisionOutcome.Accepted);
        await monitor.Settle();
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Fact]
    public async Task A_level_that_is_lowered_takes_its_proposals_back()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Level = AutonomyLevel.Recommend });
        var vmid = await Killed(monitor);
        await monitor.Run(2);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        var repairs = monitor.Grains.Remediation(MonitorHarness.Name);

        await monitor.Grains.Autonomy().SetLevel(AutonomyLevel.Alert, null, null, "anna");
        await monitor.Run(2);
        (await repairs.Decide(incident.Id, true, "anna", null)).ShouldBe(DecisionOutcome.NothingProposed);

        await monitor.Grains.Autonomy().SetLevel(AutonomyLevel.Recommend, null, null, "anna");
        await monitor.Run(2);
        (await repairs.Decide(incident.Id, true, "anna", null)).ShouldBe(DecisionOutcome.Accepted);
        await monitor.Settle();
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    [Fact]
    public async Task A_rejected_repair_is_not_done_even_at_a_higher_level()
    {
        await using var monitor = await MonitorHarness.Start(options: new() { Repairs = true, Level = AutonomyLevel.Recommend });
        var vmid = await Killed(monitor);
        await monitor.Run(1);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();

        (await monitor.Grains.Remediation(MonitorHarness.Name).Decide(incident.Id, false, "anna", "it is being moved"))
            .ShouldBe(DecisionOutcome.Accepted);
        await monitor.Grains.Autonomy().SetLevel(AutonomyLevel.ActAndReport, null, null, "bert");
        await monitor.Run(2);

        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
    }

    [Fact]
    public async Task An_approval_that_comes_too_late_counts_for_nothing_and_it_is_proposed_anew()
    {
        await using var monitor = await MonitorHarness.Start(options: new()
        {
            Repairs = true,
            Level = AutonomyLevel.Recommend,
            Guardrails = GuardrailSettings.Default with { ProposalExpiry = TimeSpan.FromMinutes(10) },
        });
        var vmid = await Killed(monitor);
        await monitor.Run(1);
        var incident = (await monitor.Incidents()).ShouldHaveSingleItem();
        await monitor.Tick(afterSeconds: 700);
        await monitor.Run(2);
        (await Repairs(monitor, vmid))[^1].ResultDetails.ShouldNotBeNull().ShouldContain("it was not approved in time");

        var repairs = monitor.Grains.Remediation(MonitorHarness.Name);
        (await repairs.Decide(incident.Id, true, "anna", null)).ShouldBe(DecisionOutcome.Expired);
        await monitor.Settle();
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(0);
        (await repairs.Decide(incident.Id, true, "anna", null)).ShouldBe(DecisionOutcome.Accepted);
        await monitor.Settle();
        monitor.Proxmox.Cluster.StartRequests(vmid).ShouldBe(1);
    }

    private static async Task<int> Killed(MonitorHarness monitor)
    {
        await monitor.Tick();
        var vmid = monitor.AGuest();
        monitor.Proxmox.Cluster.KillGuest(vmid);
        return vmid;
    }

    private static async Task<List<AutonomyAction>> Repairs(MonitorHarness monitor, int vmid) =>
        [.. (await monitor.Rows($"VM_CRASHED:lab/{vmid}")).Where(row => row.RunbookId is not null)];
}
