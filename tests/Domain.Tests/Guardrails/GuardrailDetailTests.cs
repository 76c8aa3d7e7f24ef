using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Tests.Guardrails;

/// <summary>Where the line is, guardrail by guardrail.</summary>
public sealed class GuardrailDetailTests
{
    [Fact]
    public void A_kill_switch_that_cannot_be_read_counts_as_active() =>
        Acting.VerdictOf("kill-switch", Acting.Free() with { KillSwitch = null }).Kind.ShouldBe(VerdictKind.Deny);

    [Theory]
    [InlineData(AutonomyLevel.Observe, VerdictKind.Deny)]
    [InlineData(AutonomyLevel.Alert, VerdictKind.Deny)]
    [InlineData(AutonomyLevel.Recommend, VerdictKind.Defer)]
    [InlineData(AutonomyLevel.ActAndReport, VerdictKind.Allow)]
    [InlineData(AutonomyLevel.ActSilently, VerdictKind.Allow)]
    [InlineData((AutonomyLevel)5, VerdictKind.Deny)]
    public void Levels_differ(AutonomyLevel level, VerdictKind kind) =>
        Acting.VerdictOf("autonomy-level", Acting.Free() with { Level = new(level, NeverAct: false, "") }).Kind.ShouldBe(kind);

    [Theory]
    [InlineData(null, 0, VerdictKind.Defer)]
    [InlineData(true, 0, VerdictKind.Allow)]
    [InlineData(false, 0, VerdictKind.Deny)]
    [InlineData(null, 60, VerdictKind.Deny)]
    [InlineData(true, 60, VerdictKind.Deny)]
    public void A_proposal_counts_until_it_expires(bool? approved, int minutesLater, VerdictKind kind)
    {
        var proposal = new Proposal(Acting.Now, Acting.Now.AddHours(1), approved, "anna");
        var context = Acting.Free()
            with
        {
            Level = new(AutonomyLevel.Recommend, NeverAct: false, ""),
            Proposal = proposal,
            Now = Acting.Now.AddMinutes(minutesLater)
        };
        Acting.VerdictOf("autonomy-level", context).Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData(ActTokenState.Unreadable, VerdictKind.Defer)]
    [InlineData(ActTokenState.Absent, VerdictKind.Deny)]
    [InlineData(ActTokenState.Invalid, VerdictKind.Deny)]
    [InlineData(ActTokenState.Lacking, VerdictKind.Deny)]
    [InlineData(ActTokenState.Privileged, VerdictKind.Allow)]
    public void Only_a_privileged_act_token_acts(ActTokenState state, VerdictKind kind) =>
        Acting.VerdictOf("act-token", Acting.Free() with { ActToken = new(state, "") }).Kind.ShouldBe(kind);

    [Fact]
    public void Two_repairs_of_the_same_target_are_never_at_work_however_many_may_be()
    {
        var many = Acting.Free() with { Settings = Domain.Settings.GuardrailSettings.Default with { MaxConcurrentPerCluster = 5 } };
        Acting.VerdictOf("one-at-a-time", many with { AtWork = [EntityId.Of(new GuestId(Given.Lab, 101))] }).Kind
            .ShouldBe(VerdictKind.Allow);
        Acting.VerdictOf("one-at-a-time", many with { AtWork = [many.Action.Target] })
            .ShouldBe(Verdict.Defer("another repair of lab/100 is at work"));
    }

    [Fact]
    public void A_node_that_does_not_answer_is_not_proven_alive_however_fresh_its_last_sign() =>
        Acting.VerdictOf(
        "node-alive", Acting.Free() with { Node = new("pve1", NodeStatus.Online, Acting.Now) { Silence = "it timed out" } })
            .ShouldBe(Verdict.Defer("pve1 did not answer just now: it timed out"));

    [Fact]
    public void A_standalone_node_needs_no_quorum_and_is_healthy_by_itself()
    {
        var alone = Acting.Free() with { Membership = new(null, null, [new("pve1", Online: true, Local: true, null)]) };
        Acting.Refusing(alone).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(NodeStatus.Offline, VerdictKind.Deny)]
    [InlineData(NodeStatus.Unknown, VerdictKind.Defer)]
    [InlineData(NodeStatus.Online, VerdictKind.Allow)]
    public void The_node_that_acts_must_live(NodeStatus status, VerdictKind kind) =>
        Acting.VerdictOf("node-alive", Acting.Free() with { Node = new("pve1", status, Acting.Now) }).Kind.ShouldBe(kind);

    [Fact]
    public void A_node_cannot_wake_itself() =>
        Acting.VerdictOf("node-alive", Acting.Free(Acting.Wake) with { Node = new("pve2", NodeStatus.Online, Acting.Now) }).Kind
        .ShouldBe(VerdictKind.Deny);

    [Theory]
    [InlineData("started")]
    [InlineData("stopped")]
    [InlineData("disabled")]
    [InlineData("ignored")]
    [InlineData("error")]
    [InlineData("fence")]
    public void A_guest_under_HA_is_never_started(string state) =>
        Acting.VerdictOf("ha", Acting.Free() with { Ha = new(state, Managed: false, null) }).Kind.ShouldBe(VerdictKind.Deny);

    [Fact]
    public void The_live_word_of_HA_counts_beside_the_row() =>
        Acting.VerdictOf("ha", Acting.Free() with { Ha = new(null, Managed: true, null) }).Kind.ShouldBe(VerdictKind.Deny);

    [Theory]
    [InlineData("maintenance", VerdictKind.Deny)]
    [InlineData("fence", VerdictKind.Defer)]
    [InlineData("unknown", VerdictKind.Allow)]
    [InlineData(null, VerdictKind.Allow)]
    public void A_node_in_maintenance_is_not_woken_and_one_being_fenced_is_left_to_HA(string? state, VerdictKind kind) =>
        Acting.VerdictOf("ha", Acting.Free(Acting.Wake) with { Ha = new(null, null, state) }).Kind.ShouldBe(kind);

    [Theory]
    [InlineData(null, VerdictKind.Allow)]
    [InlineData("suspended", VerdictKind.Allow)]
    [InlineData("suspending", VerdictKind.Defer)]
    [InlineData("migrate", VerdictKind.Defer)]
    [InlineData("snapshot", VerdictKind.Defer)]
    [InlineData("mounted", VerdictKind.Defer)]
    public void Of_all_locks_only_hibernation_lets_a_guest_start(string? held, VerdictKind kind) =>
        Acting.VerdictOf("lock", Acting.Free() with { Lock = new(held) }).Kind.ShouldBe(kind);

    [Theory]
    [InlineData(GuestKind.Vm,
        "locked: backup, and no task holds it: where nothing works on the guest any more, qm unlock 100 on pve1 takes it away")]
    [InlineData(GuestKind.Container,
        "locked: backup, and no task holds it: where nothing works on the guest any more, pct unlock 100 on pve1 takes it away")]
    public void A_lock_that_no_task_holds_is_said_with_how_to_take_it_away(GuestKind kind, string words)
    {
        var locked = Acting.Free(RunbookAction.StartGuest(Given.Guest, "pve1", kind)) with { Lock = new("backup") };
        string Words(GuardrailContext context) => Acting.VerdictOf("lock", context).Reason;

        Words(locked).ShouldBe(words);
        Words(locked with { RunningTasks = [Given.Task("qmstart", "anna@pve", "101", endedAt: null)] })
            .ShouldBe(words, "another guest's task holds nothing here");
        Words(locked with { RunningTasks = [Given.Task("vzdump", "root@pam", "", endedAt: null)] })
            .ShouldBe("locked: backup, while task vzdump by root@pam is at work");
        Words(locked with { RunningTasks = null }).ShouldBe("locked: backup", "what is not known is not said");
    }

    [Theory]
    [InlineData("qmstart", "100", false, false)]
    [InlineData("qmstart", "101", false, true)]
    [InlineData("vzdump", "", false, false)]
    [InlineData("stopall", "", false, false)]
    [InlineData("aptupdate", "", false, true)]
    [InlineData("qmstart", "100", true, true)]
    public void A_task_on_the_guest_or_on_all_guests_is_waited_for(string type, string id, bool ended, bool allows) =>
        Acting.VerdictOf(
        "running-task", Acting.Free() with { RunningTasks = [Given.Task(type, "anna@pve", id, endedAt: ended ? 7 : null)] }).Allows
            .ShouldBe(allows);

    [Fact]
    public void A_service_waits_only_for_tasks_on_itself()
    {
        var dumping = Acting.Free(Acting.Restart) with { RunningTasks = [Given.Task("vzdump", "anna@pve", "", endedAt: null)] };
        Acting.VerdictOf("running-task", dumping).Allows.ShouldBeTrue();
        var restarting = Acting.Free(Acting.Restart) with { RunningTasks = [Given.Task("srvrestart", "anna@pve", "cron", endedAt: null)] };
        Acting.VerdictOf("running-task", restarting).Allows.ShouldBeFalse();
    }

    [Fact]
    public void Whether_it_was_on_purpose_must_be_known() =>
        Acting.VerdictOf("stopped-on-purpose", Acting.Free() with { StopIntent = new(null, "its tasks cannot be read") }).Kind
        .ShouldBe(VerdictKind.Defer);

    [Fact]
    public void A_template_is_never_started() =>
        Acting.VerdictOf("never-act", Acting.Free() with { Target = new(Template: true, null) }).Kind.ShouldBe(VerdictKind.Deny);

    [Fact]
    public void Never_act_by_configuration_wins_over_the_highest_level() =>
        Acting.Refusing(Acting.Free() with { Level = new(AutonomyLevel.ActSilently, NeverAct: true, "configured") })
        .ShouldBe(["never-act"]);

    [Theory]
    [InlineData("corosync")]
    [InlineData("pve-cluster")]
    [InlineData("pve-ha-lrm")]
    public void A_service_that_can_take_the_cluster_down_with_it_is_left_to_people(string service) =>
        Acting.Refusing(Acting.Free(RunbookAction.RestartService(Given.Node, service))).ShouldBe(["never-act"]);

    [Theory]
    [InlineData(59, VerdictKind.Defer)]
    [InlineData(60, VerdictKind.Allow)]
    public void It_rests_between_attempts(int secondsAgo, VerdictKind kind)
    {
        var verdict =
            Acting.VerdictOf("cooldown", Acting.Free() with { Attempts = new(1, Acting.Now.AddSeconds(-secondsAgo), Escalated: false) });
        verdict.Kind.ShouldBe(kind);
        if (kind == VerdictKind.Defer) verdict.Until.ShouldBe(Acting.Now.AddSeconds(60 - secondsAgo));
    }

    [Theory]
    [InlineData(0, 3, true)]
    [InlineData(2, 5, true)]
    [InlineData(3, 3, false)]
    [InlineData(0, 6, false)]
    [InlineData(1, 6, false)]
    public void An_incident_has_its_own_attempts_and_all_of_its_target_together_twice_as_many(int own, int onTarget, bool allows) =>
        Acting.VerdictOf(
        "attempts", Acting.Free() with { Attempts = new(own, null, Escalated: false) { OnTargetInLastHour = onTarget } }).Allows
            .ShouldBe(allows);

    [Fact]
    public void After_people_took_over_no_attempt_is_left() =>
        Acting.VerdictOf("attempts", Acting.Free() with { Attempts = new(0, null, Escalated: true) }).Kind.ShouldBe(VerdictKind.Deny);

    [Theory]
    [InlineData(2, 3, true)]
    [InlineData(1, 2, false)]
    [InlineData(1, 1, true)]
    [InlineData(26, 51, false)]
    [InlineData(27, 51, true)]
    public void Enough_nodes_must_be_online(int online, int of, bool allows) =>
        Acting.VerdictOf("healthy-nodes", Acting.Free() with { Membership = Acting.Members(online, of) }).Allows.ShouldBe(allows);
}
