using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Runbooks;

/// <summary>What each runbook reads, and what it makes of it.</summary>
public sealed class RepairTests
{
    private static readonly NodeId Away = new(Given.Lab, "pve2");
    private static readonly EntityId Cron = EntityId.Service(Given.Node, "cron");

    [Fact]
    public void Every_kind_of_action_has_one_repair_that_takes_the_act_token()
    {
        Repairs.All.Select(repair => repair.Kind).ShouldBe(Enum.GetValues<ActionKind>());
        Repairs.All.Select(repair => repair.Name).ShouldBe(["start_guest", "wake_node", "restart_service"]);
        Repairs.All.ShouldAllBe(repair => Needs.For(repair.Capability).Token == TokenRole.Act);
        Repairs.All.ShouldAllBe(repair => repair.Runbooks.All(runbook => runbook.Action == repair.Kind));
    }

    [Fact]
    public void Every_runbook_says_what_it_answers_and_tells_people_how_to_undo_it()
    {
        RunbookCatalog.All.Select(runbook => string.Join(' ', runbook.Conditions))
            .ShouldBe(["VmCrashed GuestNotBack", "CtCrashed GuestNotBack", "NodeUnreachable", "ServiceDown"]);
        RunbookCatalog.All.Select(runbook => runbook.Id)
            .ShouldBe(["restart-crashed-vm", "restart-crashed-ct", "wake-node", "restart-failed-service"]);
        RunbookCatalog.All
            .ShouldAllBe(runbook => runbook.Undo.Length > 0 && runbook.Preconditions.Length > 0 && runbook.Verification.Length > 0);
        RunbookCatalog.All.Select(runbook => runbook.Deadline(GuardrailSettings.Default).TotalSeconds).ShouldBe([90, 90, 300, 60]);
        RunbookCatalog.For(ConditionType.DiskHigh).ShouldBeNull();
    }

    [Fact]
    public void A_plan_needs_what_its_runbook_acts_on()
    {
        Plan(ConditionType.CtCrashed, EntityId.Of(Given.Guest), "pve3")!.Action
            .ShouldBe(RunbookAction.StartGuest(Given.Guest, "pve3", GuestKind.Container));
        Plan(ConditionType.CtCrashed, EntityId.Of(Given.Guest), null).ShouldBeNull();
        Plan(ConditionType.ServiceDown, Cron, "pve1")!.Action.ShouldBe(RunbookAction.RestartService(Given.Node, "cron"));
        Plan(ConditionType.DiskHigh, EntityId.Of(Given.Node), "pve1").ShouldBeNull();
    }

    [Theory]
    [InlineData(GuestKind.Vm, "restart-crashed-vm")]
    [InlineData(GuestKind.Container, "restart-crashed-ct")]
    [InlineData(null, null)]
    public void A_guest_that_did_not_come_back_is_started_as_what_it_is_and_not_while_that_is_not_known(GuestKind? kind, string? runbook)
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.GuestNotBack, EntityId.Of(Given.Guest), "pve1", "key", "id", Given.Start, kind);
        (plan?.RunbookId, plan?.Action.GuestKind).ShouldBe((runbook, kind));
    }

    [Fact]
    public void A_guest_that_moved_is_started_where_it_is_now()
    {
        var step = First(
            Plan(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1")!,
            Read(Reads.Guest) with { Guest = new() { Status = GuestStatus.Stopped }, GuestNode = "pve3" });
        (step.Kind, step.Action.Node).ShouldBe((RemediationStepKind.Plan, "pve3"));
    }

    [Theory]
    [InlineData(GuestStatus.Running, RemediationStepKind.Done)]
    [InlineData(GuestStatus.Paused, RemediationStepKind.Done)]
    [InlineData(GuestStatus.Transient, RemediationStepKind.Wait)]
    [InlineData(GuestStatus.Unknown, RemediationStepKind.Wait)]
    [InlineData(GuestStatus.Stopped, RemediationStepKind.Plan)]
    public void Only_a_stopped_guest_is_started(GuestStatus status, RemediationStepKind kind) =>
        First(Plan(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1")!,
            Read(Reads.Guest) with { Guest = new() { Status = status }, GuestNode = "pve1" }).Kind.ShouldBe(kind);

    [Fact]
    public void A_node_is_woken_by_the_living_member_that_answered()
    {
        var step = First(
            Plan(ConditionType.NodeUnreachable, EntityId.Of(Away), "pve2")!, Read(Wake) with { Members = Members(awayOnline: false) });
        (step.Kind, step.Action.Via!.Node).ShouldBe((RemediationStepKind.Plan, "pve3"));
    }

    [Fact]
    public void A_node_that_is_online_or_no_member_is_not_woken()
    {
        var plan = Plan(ConditionType.NodeUnreachable, EntityId.Of(Away), "pve2")!;
        First(plan, Read(Wake) with { Members = Members(awayOnline: true) }).Kind.ShouldBe(RemediationStepKind.Done);
        First(plan, Read(Wake) with { Members = new("lab", true, [new("pve1", true, true, null)]) }).Kind
            .ShouldBe(RemediationStepKind.Done);
        First(plan, Read(Wake) with { Members = new("lab", true, [new("pve2", false, false, null)]) }).Kind
            .ShouldBe(RemediationStepKind.Hold);
        First(plan, Read(Wake) with { Blind = "no answer" }).Kind.ShouldBe(RemediationStepKind.Hold);
        First(plan, Read(Wake) with { Members = Members(awayOnline: false) with { Quorate = false } }).Kind
            .ShouldBe(RemediationStepKind.Hold, "a minority does not hear those that are well");
    }

    [Fact]
    public void A_node_that_answers_by_itself_is_cut_off_and_not_woken()
    {
        var plan = Plan(ConditionType.NodeUnreachable, EntityId.Of(Away), "pve2")!;
        First(plan, Read(Wake) with { Members = Members(awayOnline: false), Reaction = NodeReaction.Answers }).Kind
            .ShouldBe(RemediationStepKind.Done);
        First(plan, Read(Wake) with { Members = Members(awayOnline: false), Reaction = NodeReaction.Connects }).Kind
            .ShouldBe(RemediationStepKind.Hold, "it hangs, and has power");
        First(plan, Read(Wake) with { Members = Members(awayOnline: false), Reaction = NodeReaction.Refuses }).Kind
            .ShouldBe(RemediationStepKind.Hold, "its API is down, and it has power");
        First(plan, Read(Wake) with { Members = Members(awayOnline: false), Reaction = NodeReaction.None }).Kind
            .ShouldBe(RemediationStepKind.Plan);
    }

    [Fact]
    public void Waking_has_worked_when_the_node_is_online_not_when_the_packet_was_sent()
    {
        var plan = Plan(ConditionType.NodeUnreachable, EntityId.Of(Away), "pve2")!;
        JournalEntry[] journal = [Entry(plan, JournalMark.Sending), Entry(plan, JournalMark.Accepted)];
        var asleep = Read(Wake, journal.Length) with { Members = Members(awayOnline: false) };

        RemediationMachine.Next(plan, journal, asleep, Given.Start, GuardrailSettings.Default).Kind.ShouldBe(RemediationStepKind.Wait);
        RemediationMachine.Next(plan, journal, asleep with { At = Given.At(300) }, Given.At(300), GuardrailSettings.Default).Kind
            .ShouldBe(RemediationStepKind.Fail);
        RemediationMachine.Next(
            plan, journal, asleep with { Members = Members(awayOnline: true) }, Given.Start,
            GuardrailSettings.Default).Kind.ShouldBe(RemediationStepKind.Succeed);
    }

    [Theory]
    [InlineData("failed", "enabled", RemediationStepKind.Plan)]
    [InlineData("inactive", "enabled", RemediationStepKind.Plan)]
    [InlineData("active", "enabled", RemediationStepKind.Done)]
    [InlineData("failed", "disabled", RemediationStepKind.Done)]
    [InlineData("activating", "enabled", RemediationStepKind.Wait)]
    [InlineData(null, "enabled", RemediationStepKind.Wait)]
    public void An_enabled_service_that_is_down_is_restarted(string? active, string unit, RemediationStepKind kind) =>
        First(Plan(ConditionType.ServiceDown, Cron, "pve1")!,
            Read(Reads.Services) with { Services = [new("cron", active, unit, null)] }).Kind.ShouldBe(kind);

    [Fact]
    public void A_service_is_well_once_it_is_active_and_its_task_is_over()
    {
        var plan = Plan(ConditionType.ServiceDown, Cron, "pve1")!;
        JournalEntry[] journal = [Entry(plan, JournalMark.Sending), Entry(plan, JournalMark.Accepted) with { Upid = "UPID:x" }];
        RemediationStep After(string state, TaskOutcome task) => RemediationMachine.Next(
            plan, journal,
            Read(Reads.Services | Reads.Task, journal.Length) with { Services = [new("cron", state, "enabled", null)], Task = task },
            Given.Start, GuardrailSettings.Default);

        After("active", new("UPID:x", Running: true, null)).Kind.ShouldBe(RemediationStepKind.Wait);
        After("active", new("UPID:x", Running: false, "OK")).Kind.ShouldBe(RemediationStepKind.Succeed);
        After("failed", new("UPID:x", Running: false, "exit code 1")).Kind.ShouldBe(RemediationStepKind.Fail);
    }

    [Fact]
    public void Attempts_that_are_spent_hand_over_to_people_once_and_other_refusals_ask_again()
    {
        var step = First(
            Plan(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1")!,
            Read(Reads.Guest) with { Guest = new() { Status = GuestStatus.Stopped } });
        GuardrailReport Refused(string by, Verdict verdict) => new([new(by, verdict)]);
        RemediationStep After(GuardrailReport report, params JournalEntry[] journal) =>
            Refusals.After(step, report, journal, Given.Start, GuardrailSettings.Default);

        After(Refused("attempts", Verdict.Deny("3 attempts"))).Kind.ShouldBe(RemediationStepKind.Escalate);
        After(Refused("attempts", Verdict.Deny("3 attempts")), step.Entry(Given.Start) with { Mark = JournalMark.Escalated }).Kind
            .ShouldBe(RemediationStepKind.Block);
        After(Refused("attempts", Verdict.Defer("how often is not known"))).Kind.ShouldBe(RemediationStepKind.Block);
        After(Refused("lock", Verdict.Defer("locked: backup")))
            .ShouldBe(step with { Kind = RemediationStepKind.Block, Guardrail = "lock", Reason = "locked: backup", Until = Given.At(12) });
        After(Refused("cooldown", Verdict.Defer("rests", Given.At(40)))).Until.ShouldBe(Given.At(40));
        After(Refused("lock", Verdict.Allow("no lock"))).ShouldBe(step);
        After(new GuardrailReport([])).Kind.ShouldBe(RemediationStepKind.Block);
    }

    private static RemediationPlan? Plan(ConditionType condition, EntityId entity, string? node) =>
        RunbookCatalog.PlanFor(condition, entity, node, "key", "id", Given.Start);

    private static ProbeReadings Read(Reads asked, int entries = 0) => new() { At = Given.Start, Entries = entries, Asked = asked };

    private static RemediationStep First(RemediationPlan plan, ProbeReadings readings) =>
        RemediationMachine.Next(plan, [], readings, Given.Start, GuardrailSettings.Default);

    private static JournalEntry Entry(RemediationPlan plan, JournalMark mark) =>
        new() { Mark = mark, At = Given.Start, Attempt = 1, Action = plan.Action };

    private const Reads Wake = Reads.Members | Reads.Answer;

    private static ClusterMembership Members(bool awayOnline) =>
        new("lab", true, [new("pve1", true, false, null), new("pve2", awayOnline, false, null), new("pve3", true, true, null)]);
}
