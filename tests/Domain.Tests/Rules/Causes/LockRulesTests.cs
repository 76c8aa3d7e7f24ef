using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Tests.Rules.Causes;

/// <summary>A lock excuses only while a task that sets it runs, or a moment after.</summary>
public sealed class LockRulesTests
{
    private static readonly ImmutableDictionary<string, BackupJobLog> NoLogs = ImmutableDictionary<string, BackupJobLog>.Empty;

    [Theory]
    [InlineData("backup", "vzdump", "100")]
    [InlineData("backup", "vzdump", "")]
    [InlineData("migrate", "qmigrate", "100")]
    [InlineData("rollback", "vzrollback", "100")]
    [InlineData("suspending", "qmsuspend", "100")]
    [InlineData("clone", "qmclone", "9000")]
    [InlineData("create", "vzclone", "9000")]
    [InlineData("disk", "vzclone", "100")]
    [InlineData("create", "qmrestore", "100")]
    [InlineData("create", "qmtunnel", "100")]
    [InlineData("create", "vzmtunnel", "100")]
    public void A_lock_is_held_while_a_task_that_sets_it_runs_and_a_moment_after(string held, string type, string id)
    {
        Holder(held, Given.Task(type, "root@pam", id, endedAt: null)).Hold.ShouldBe(LockHold.Held);
        Holder(held, Given.Task(type, "root@pam", id, endedAt: 95)).Hold.ShouldBe(LockHold.Held);
        Holder(held, Given.Task(type, "root@pam", id, endedAt: 60, status: "failed")).Hold.ShouldBe(LockHold.Stale);
    }

    [Fact]
    public void The_original_of_a_guest_that_moved_to_another_cluster_is_locked_for_good()
    {
        var move = Given.Task("qmigrate", "anna@pve", startedAt: 6, endedAt: 60);
        Holder("migrate", move).ShouldBe(
            new LockHolder(LockHold.Held, "qmigrate by anna@pve moved it to another cluster and left it locked", move));
        Holder("migrate", move, Given.Task("qmigrate", "anna@pve", startedAt: 61, endedAt: 70, status: "aborted")).Hold
            .ShouldBe(LockHold.Stale);
        LockRules.Assess(Given.Guest, Given.Running(), Holder("migrate")).Reason.ShouldContain("not moved to another cluster");
    }

    [Theory]
    [InlineData(105, LockHold.Held)]
    [InlineData(700, LockHold.Stale)]
    public void A_task_that_ended_before_the_clock_was_set_back_holds_nothing(double endedAt, LockHold hold) =>
        Holder("backup", Given.Task("vzdump", "root@pam", "100", endedAt: endedAt)).Hold.ShouldBe(hold);

    [Theory]
    [InlineData("backup", "qmstart", "100")]
    [InlineData("backup", "vncproxy", "100")]
    [InlineData("backup", "vzdump", "101")]
    [InlineData("migrate", "vzdump", "100")]
    [InlineData("rollback", "qmrollback", "101")]
    public void Other_tasks_and_tasks_of_other_guests_hold_nothing(string held, string type, string id) =>
        Holder(held, Given.Task(type, "root@pam", id, endedAt: null)).Hold.ShouldBe(LockHold.Stale);

    [Fact]
    public void A_job_of_many_holds_the_lock_of_the_guest_that_it_is_at_and_of_no_other()
    {
        var job = Given.Task("vzdump", "root@pam", "", endedAt: null);

        Hold(new() { Vmid = 100 }, whole: true).ShouldBe(LockHold.Held);
        Hold(new() { Vmid = 100, Outcome = BackupOutcome.Failed }, whole: true).ShouldBe(LockHold.Stale);
        Hold(new() { Vmid = 101 }, whole: true).ShouldBe(LockHold.Stale);
        Hold(new() { Vmid = 101 }, whole: false).ShouldBe(LockHold.Held, "the log goes on");

        LockHold Hold(GuestBackup part, bool whole) =>
            LockRules.HolderOf(100, "backup", [job], NoLogs.Add(job.Upid, new() { Guests = [part], Whole = whole }), Given.At(100)).Hold;
    }

    [Theory]
    [InlineData("100")]
    [InlineData("")]
    public void A_backup_that_waits_for_another_holds_nothing_yet(string id)
    {
        var job = Given.Task("vzdump", "root@pam", id, endedAt: null);
        LockRules.HolderOf(100, "backup", [job], NoLogs.Add(job.Upid, new() { Waiting = true }), Given.At(100)).Hold
            .ShouldBe(LockHold.Stale);
    }

    [Theory]
    [InlineData("stop", true)]
    [InlineData(null, true)]
    [InlineData("snapshot", false)]
    [InlineData("suspend", false)]
    public void A_backup_excuses_that_the_guest_is_down_only_where_it_may_stop_it(string? mode, bool excuses)
    {
        var job = Given.Task("vzdump", "root@pam", endedAt: null);
        var logs = NoLogs.Add(job.Upid, new() { Guests = [new() { Vmid = 100, Mode = mode }], Whole = true });

        var holder = LockRules.HolderOf(100, "backup", [job], logs, Given.At(100));
        (holder.Hold, holder.Excuses).ShouldBe((LockHold.Held, excuses));
    }

    [Theory]
    [InlineData("snapshot", "qmsnapshot")]
    [InlineData("clone", "qmclone")]
    [InlineData("disk", "move_volume")]
    public void Operations_that_stop_nothing_excuse_nothing(string held, string type) =>
    Holder(held, Given.Task(type, "root@pam", endedAt: null)).Excuses.ShouldBeFalse();

    [Fact]
    public void Unreadable_tasks_leave_it_open_and_hibernation_is_no_lock_to_wait_for()
    {
        LockRules.HolderOf(100, "backup", null, NoLogs, Given.At(100)).Hold.ShouldBe(LockHold.Unknown);
        Holder("mounted").Hold.ShouldBe(LockHold.Unknown);
        Holder("suspended").Hold.ShouldBe(LockHold.None);
        Holder("").Hold.ShouldBe(LockHold.None);
    }

    [Fact]
    public void A_stale_lock_says_how_it_is_taken_away()
    {
        var said = LockRules.Assess(Given.Guest, Given.Running(), Holder("backup"));

        said.Presence.ShouldBe(Presence.Present);
        said.Reason.ShouldContain("qm unlock 100");
        LockRules.Assess(Given.Guest, Given.Running(GuestKind.Container), Holder("disk")).Reason.ShouldContain("pct unlock 100");
    }

    [Fact]
    public void A_crash_under_a_stale_lock_is_believed_and_names_the_unlock()
    {
        var inquiry = Inquiry.None
            with
        {
            Holder = Holder("backup"),
            Stop = new(new(StopCauseKind.GuestShutdownOrCrash, null, null, "no task"), Crashed: true, "no task")
        };
        var row = Given.Seen(Given.Row(GuestStatus.Stopped, held: "backup"), 12);

        var verdict = GuestTracker.Observe(Given.Guest, Given.Running(), row, Given.Live(GuestStatus.Stopped, "backup"), inquiry);

        var crash = verdict.State.Ledger.Active.ShouldHaveSingleItem();
        crash.Condition.ShouldBe(ConditionType.VmCrashed);
        crash.Reason.ShouldContain("qm unlock 100");
    }

    private static LockHolder Holder(string held, params PveTask[] tasks) => LockRules.HolderOf(100, held, tasks, NoLogs, Given.At(100));
}
