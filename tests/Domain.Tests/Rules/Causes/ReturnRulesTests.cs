using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Tests.Rules.Causes;

/// <summary>An explained stop is excused only until the thing that explains it promises the return.</summary>
public sealed class ReturnRulesTests
{
    public static TheoryData<ReturnKind> Promises { get; } = [.. Enum.GetValues<ReturnKind>()];

    [Theory, MemberData(nameof(Promises))]
    public void Who_is_down_after_the_time_that_his_return_takes_is_overdue(ReturnKind promise)
    {
        var grace = ReturnRules.Grace(promise, "started").TotalSeconds;

        Judge(promise, grace - 1).Assessment.Presence.ShouldBe(Presence.Unknown);
        Judge(promise, grace - 1).RecheckAt.ShouldBe(Given.At(grace));
        Judge(promise, grace + 1, new() { Tasks = [] }).Assessment.Presence.ShouldBe(Presence.Present);
        Judge(promise, grace + 1).NeedsEvidence.ShouldBeTrue("nothing is said before the tasks were read");
    }

    [Fact]
    public void The_reason_names_the_start_that_failed()
    {
        var failed = Given.Task("qmstart", "root@pam", startedAt: 40, endedAt: 41, status: "start failed: QEMU exited with code 1");

        Judge(ReturnKind.NodeStart, 100, new() { Tasks = [failed], OnBoot = true }).Assessment.Reason
            .ShouldContain("start failed: QEMU exited with code 1");
    }

    [Fact]
    public void Nothing_promised_and_nothing_explained_is_no_return_to_wait_for()
    {
        Judge(null, 1e6).Assessment.Presence.ShouldBe(Presence.Absent);
        ReturnRules.Judge(Given.Guest, Given.Running(), Seen(1e6), null).Assessment.Presence.ShouldBe(Presence.Absent);
        var crashed = Stopped(ReturnKind.Reboot)
            with
        { LastStop = new(new(StopCauseKind.GuestShutdownOrCrash, null, null, "no task"), Crashed: true, "no task") };
        ReturnRules.Judge(Given.Guest, crashed, Seen(1e6), null).Assessment.Presence.ShouldBe(Presence.Absent, "that is a crash already");
    }

    [Theory]
    [InlineData(60, null, Presence.Absent)]
    [InlineData(39, null, Presence.Present)]
    [InlineData(60, "started", Presence.Present)]
    public void One_that_came_back_and_was_stopped_again_is_not_overdue(double stoppedAt, string? ha, Presence presence)
    {
        PveTask[] tasks = [
            Given.Task("qmstart", "root@pam", startedAt: 40, endedAt: 41),
            Given.Task("qmshutdown", "root@pam", startedAt: stoppedAt, endedAt: 70)];
        var seen = Seen(600) with { NodeBootedAt = Given.At(30) };
        seen = seen with { Sample = seen.Sample with { HaState = ha } };

        var verdict = ReturnRules.Judge(
            Given.Guest, Stopped(ReturnKind.NodeStart), seen, new() { Tasks = [.. tasks], OnBoot = true });

        (verdict.Assessment.Presence, verdict.IsWithdrawn).ShouldBe((presence, presence == Presence.Absent));
        if (verdict.IsWithdrawn) verdict.Assessment.Reason.ShouldContain("came back, and qmshutdown by root@pam stopped it again");
    }

    [Fact]
    public void A_stop_before_the_latest_boot_is_part_of_that_boot()
    {
        PveTask[] tasks = [
            Given.Task("qmstart", "root@pam", startedAt: 40, endedAt: 41),
            Given.Task("qmshutdown", "root@pam", startedAt: 60, endedAt: 70)];
        var seen = Seen(600) with { NodeBootedAt = Given.At(100) };
        seen = seen with { Sample = seen.Sample with { HaState = null } };

        ReturnRules.Judge(Given.Guest, Stopped(ReturnKind.NodeStart), seen, new() { Tasks = [.. tasks], OnBoot = true })
            .Assessment.Presence.ShouldBe(Presence.Present);
    }

    [Theory]
    [InlineData("vzdump", "root@pam", "100", Presence.Present)]
    [InlineData("stopall", "root@pam", "", Presence.Present)]
    [InlineData("stopall", "anna@pve", "", Presence.Absent)]
    public void A_job_that_starts_its_guests_again_withdraws_no_return(string job, string user, string id, Presence presence)
    {
        PveTask[] tasks = [
            Given.Task("qmstart", "root@pam", startedAt: 40, endedAt: 41), Given.Task("qmshutdown", "root@pam", startedAt: 60, endedAt: 70),
            Given.Task(job, user, id, startedAt: 59, endedAt: 80)];
        var seen = Seen(600);
        seen = seen with { Sample = seen.Sample with { HaState = null } };

        ReturnRules.Judge(Given.Guest, Stopped(ReturnKind.NodeStart), seen, new() { Tasks = [.. tasks], OnBoot = true })
            .Assessment.Presence.ShouldBe(presence);
    }

    [Theory]
    [InlineData(-2, Presence.Present)]
    [InlineData(2, Presence.Unknown)]
    public void A_boot_before_the_stop_brings_nothing_back(double stoppedAt, Presence presence)
    {
        var stopAll = Given.Task("stopall", "anna@pve", id: "", startedAt: stoppedAt) with { Upid = "UPID:cause" };

        Judge(ReturnKind.NodeStart, 600, new() { Tasks = [stopAll], OnBoot = true }).Assessment.Presence.ShouldBe(presence);
    }

    [Theory]
    [InlineData(7201, Presence.Unknown)]
    [InlineData(90_000, Presence.Present)]
    public void A_stop_with_a_time_after_the_boot_is_one_before_it_if_its_uptime_says_so(int uptime, Presence presence)
    {
        var upid = $"UPID:pve1:00000001:{uptime * 100:X8}:00000000:stopall::root@pam:";
        var state = Stopped(ReturnKind.NodeStart);
        state = state with { LastStop = state.LastStop! with { Cause = state.LastStop.Cause with { Upid = upid } } };
        var stopAll = Given.Task("stopall", "root@pam", id: "", startedAt: 7200, endedAt: 7201) with { Upid = upid };

        ReturnRules.Judge(Given.Guest, state, Seen(600), new() { Tasks = [stopAll], OnBoot = true }).Assessment.Presence
            .ShouldBe(presence);
    }

    [Fact]
    public void A_return_that_is_withdrawn_is_expected_no_more()
    {
        var state = Stopped(ReturnKind.NodeStart).WithoutPromise();

        ReturnRules.Judge(Given.Guest, state, Seen(1e6), null).Assessment.Presence.ShouldBe(Presence.Absent);
    }

    [Fact]
    public void A_process_that_nobody_resumes_is_no_return()
    {
        var cause = Given.Task("vzdump", "root@pam", id: "", endedAt: null) with { Upid = "UPID:cause" };

        Halfway([cause]).Presence.ShouldBe(Presence.Unknown, "its backup is at work");
        var left = Halfway([cause with { EndedAt = Given.At(40), Status = "unexpected status" }]);
        left.Presence.ShouldBe(Presence.Present);
        left.Reason.ShouldContain("its process was started but never resumed");

        static Assessment Halfway(ImmutableArray<PveTask> tasks)
        {
            var seen = Given.Seen(Given.Row(GuestStatus.Transient, held: "backup"), 300);
            return ReturnRules.Judge(Given.Guest, Stopped(ReturnKind.Backup), seen, new() { Tasks = tasks }).Assessment;
        }
    }

    [Fact]
    public void What_is_at_work_is_waited_for()
    {
        Waits(ReturnKind.Reboot, Given.Task("qmstart", "root@pam", startedAt: 40, endedAt: null));
        Waits(ReturnKind.NodeStart, Given.Task("startall", "root@pam", id: "", startedAt: 40, endedAt: null));
        Waits(ReturnKind.Migration, Given.Task("cause", "anna@pve", endedAt: null) with { Upid = "UPID:cause" });

        static void Waits(ReturnKind promise, PveTask task)
        {
            var verdict = Judge(promise, 300, new() { Tasks = [task], OnBoot = true });
            verdict.Assessment.Presence.ShouldBe(Presence.Unknown);
            verdict.RecheckAt.ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_row_may_be_older_than_the_start_that_has_just_ended()
    {
        var start = Given.Task("qmstart", "root@pam", startedAt: 40, endedAt: 290);

        Judge(ReturnKind.Reboot, 300, new() { Tasks = [start] }).Assessment.Presence.ShouldBe(Presence.Unknown);
        Judge(ReturnKind.Reboot, 306, new() { Tasks = [start] }).Assessment.Presence.ShouldBe(Presence.Present);
        Judge(ReturnKind.Reboot, 300, new() { Tasks = [start with { Status = "start failed" }] }).Assessment.Presence
            .ShouldBe(Presence.Present);
    }

    [Fact]
    public void Whoever_stops_for_good_what_was_to_come_back_takes_the_promise_back()
    {
        var stop = Given.Task("qmstop", "bob@pve", startedAt: 40, endedAt: 41);

        Judge(ReturnKind.Reboot, 300, new() { Tasks = [stop] }).Assessment.Presence.ShouldBe(Presence.Absent);
        Judge(ReturnKind.Reboot, 300, new() { Tasks = [stop with { Status = "VM is locked (backup)" }] }).Assessment.Presence
            .ShouldBe(Presence.Present);
        Judge(ReturnKind.Reboot, 300, new() { Tasks = [stop with { Type = "qmreboot" }] }).Assessment.Presence.ShouldBe(Presence.Present);
    }

    [Fact]
    public void A_node_brings_back_after_its_boot_and_only_what_starts_at_boot()
    {
        var state = Stopped(ReturnKind.NodeStart);

        ReturnRules.Judge(Given.Guest, state, Seen(1e5) with { NodeBootedAt = Given.At(-1e5) }, null).Assessment.Presence
            .ShouldBe(Presence.Unknown, "it was not started again yet");
        ReturnRules.Judge(Given.Guest, state, Seen(1e5) with { NodeBootedAt = Given.At(99_990) }, null).RecheckAt
            .ShouldBe(Given.At(99_990 + 60));
        Judge(ReturnKind.NodeStart, 300, new() { Tasks = [], OnBoot = false }).Assessment.Presence.ShouldBe(Presence.Absent);
        Judge(ReturnKind.NodeStart, 300, new() { Tasks = [], OnBoot = null }).Assessment.Presence.ShouldBe(Presence.Present);
    }

    [Theory, MemberData(nameof(Promises))]
    public void Nothing_starts_without_quorum_so_its_time_counts_from_when_there_is_one(ReturnKind promise)
    {
        var grace = ReturnRules.Grace(promise, "started").TotalSeconds;
        ReturnVerdict At(double at)
        {
            var seen = Seen(at) with { NodeBootedAt = promise == ReturnKind.Ha ? null : Given.At(-1), WithoutQuorumAt = Given.At(500) };
            return ReturnRules.Judge(Given.Guest, Stopped(promise), seen, new() { Tasks = [] });
        }

        At(500 + grace - 1).Assessment.Presence.ShouldBe(Presence.Unknown);
        At(500 + grace).Assessment.Presence.ShouldBe(Presence.Present);
    }

    [Theory]
    [InlineData("started", null, 120)]
    [InlineData("started", -4000.0, 120)]
    [InlineData("started", -20.0, 240)]
    [InlineData("started", 30.0, 270)]
    [InlineData("recovery", null, 240)]
    [InlineData("fence", null, 240)]
    [InlineData("freeze", null, 240)]
    public void Proxmox_ha_has_its_time_after_the_stop_or_the_boot_of_the_node_and_no_longer(string state, double? boot, double due)
    {
        var seen = Seen(due + 1) with
        {
            Sample = Given.Row(GuestStatus.Stopped) with { HaState = state },
            NodeBootedAt = boot is { } at ? Given.At(at) : null,
        };

        ReturnRules.Judge(Given.Guest, Stopped(ReturnKind.Ha), seen, new() { Tasks = [] }).Assessment.Presence.ShouldBe(Presence.Present);
        ReturnRules.Judge(Given.Guest, Stopped(ReturnKind.Ha), seen with { At = Given.At(due - 1) }, null).Assessment.Presence
            .ShouldBe(Presence.Unknown);
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("disabled")]
    [InlineData("error")]
    [InlineData("ignored")]
    [InlineData("")]
    [InlineData(null)]
    public void Ha_that_does_not_want_it_to_run_promises_nothing_more(string? state) =>
        ReturnRules.Judge(
        Given.Guest, Stopped(ReturnKind.Ha), Seen(1e4) with { Sample = Given.Row(GuestStatus.Stopped) with { HaState = state } },
        new() { Tasks = [] })
            .Assessment.Presence.ShouldBe(Presence.Absent);

    [Theory]
    [InlineData("qmstart", "root@pam", 95, Presence.Unknown)]
    [InlineData("qmstart", "root@pam", 900, Presence.Present)]
    [InlineData("qmstop", "anna@pve", 95, Presence.Absent)]
    [InlineData("qmstop", "anna@pve", 900, Presence.Present)]
    public void A_task_from_before_the_clock_was_set_back_is_not_the_latest(string type, string user, double at, Presence presence) =>
        Judge(ReturnKind.Reboot, 100, new() { Tasks = [Given.Task(type, user, startedAt: at, endedAt: at + 1)] })
            .Assessment.Presence.ShouldBe(presence);

    [Theory]
    [InlineData(-1, 31, Presence.Present)]
    [InlineData(20, 49, Presence.Unknown)]
    [InlineData(20, 51, Presence.Present)]
    public void The_time_after_a_backup_counts_from_its_end(double ended, double at, Presence presence)
    {
        var backup = Given.Task("vzdump", "ben@pve", startedAt: -5, endedAt: ended, status: "job errors");
        var state = Stopped(ReturnKind.Backup);
        state = state with { LastStop = state.LastStop! with { Cause = state.LastStop.Cause with { Upid = backup.Upid } } };

        ReturnRules.Judge(Given.Guest, state, Seen(at), new() { Tasks = [backup] }).Assessment.Presence.ShouldBe(presence);
    }

    [Fact]
    public void Unreadable_tasks_do_not_excuse_for_ever()
    {
        Judge(ReturnKind.Reboot, 90, new() { WhyTasksUnread = "403" }).Assessment.Presence.ShouldBe(Presence.Unknown);
        Judge(ReturnKind.Reboot, 60 + 301, new() { WhyTasksUnread = "403" }).Assessment.Presence.ShouldBe(Presence.Present);
    }

    [Fact]
    public void Property_every_promise_ends_where_nothing_is_at_work_and_nobody_takes_it_back() => Gen.Select(
        Gen.Enum<ReturnKind>(), Gen.OneOf("started", "recovery", "fence", "freeze", "migrate", "request_start"), Gen.Double[600, 1e6])
            .Sample((promise, ha, at) =>
    {
        var seen = Seen(at) with { Sample = Given.Row(GuestStatus.Stopped) with { HaState = ha } };
        ReturnRules.Judge(Given.Guest, Stopped(promise), seen, new() { Tasks = [] }).Assessment.Presence.ShouldBe(Presence.Present);
    });

    private static ReturnVerdict Judge(ReturnKind? promise, double at, ReturnEvidence? evidence = null) =>
        ReturnRules.Judge(
            Given.Guest, Stopped(promise), Seen(at) with { NodeBootedAt = promise == ReturnKind.Ha ? null : Given.At(-1) }, evidence);

    private static GuestObservation Seen(double at) =>
        Given.Seen(Given.Row(GuestStatus.Stopped) with { HaState = "started" }, at) with { NodeBootedAt = Given.At(-1) };

    private static GuestState Stopped(ReturnKind? promise) => Given.Running() with
    {
        Status = GuestStatus.Stopped,
        RunSince = Given.At(-3600),
        LastStop = new(new(StopCauseKind.StoppedByUser, "anna@pve", "UPID:cause", "cause by anna@pve") { Return = promise }, Crashed: false,
            "cause by anna@pve"),
    };
}
