using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>The table of api-facts §5, row by row.</summary>
public sealed class StopClassifierTests
{
    [Theory]
    [InlineData("qmstop")]
    [InlineData("qmshutdown")]
    [InlineData("vzstop")]
    [InlineData("vzshutdown")]
    [InlineData("qmreboot")]
    public void A_stop_that_somebody_asked_for_names_who_and_by_which_task(string type)
    {
        var cause = Classify(Given.Task(type, "anna@pve"));

        cause.Kind.ShouldBe(StopCauseKind.StoppedByUser);
        cause.By.ShouldBe("anna@pve");
        cause.Upid.ShouldNotBeNull().ShouldContain(type);
    }

    [Fact]
    public void Without_a_task_it_shut_itself_down_or_crashed() => Classify().Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);

    [Fact]
    public void A_kernel_line_about_it_proves_a_crash() =>
        StopClassifier.Classify(Evidence() with { KillLine = "oom-kill: … /qemu.slice/100.scope" }).Kind.ShouldBe(StopCauseKind.Crashed);

    [Fact]
    public void Unreadable_tasks_are_unknown_not_nothing() =>
        StopClassifier.Classify(Evidence() with { Tasks = null, WhyTasksUnread = "403" }).Kind.ShouldBe(StopCauseKind.Unknown);

    [Theory]
    [InlineData(5, -60.0, StopCauseKind.NodeShutdown)]
    [InlineData(-5, -60.0, StopCauseKind.GuestShutdownOrCrash)]
    [InlineData(5, 6.0, StopCauseKind.GuestShutdownOrCrash)]
    [InlineData(5, null, StopCauseKind.NodeShutdown)]
    public void No_run_outlives_its_node(double booted, double? runSince, StopCauseKind kind)
    {
        var evidence = Evidence() with { NodeBootedAt = Given.At(booted), RunSince = runSince is { } began ? Given.At(began) : null };
        StopClassifier.Classify(evidence).Kind.ShouldBe(kind);
        StopClassifier.Classify(evidence).Return.ShouldBe(kind == StopCauseKind.NodeShutdown ? ReturnKind.NodeStart : null);
        StopClassifier.Classify(evidence with { Tasks = [Given.Task("qmstop", "anna@pve", startedAt: 1, endedAt: 2)] }).Kind
            .ShouldBe(StopCauseKind.StoppedByUser);
    }

    [Theory]
    [InlineData(6, "OK", StopCauseKind.GuestShutdownOrCrash)]
    [InlineData(6, "start failed", StopCauseKind.NodeShutdown)]
    [InlineData(4, "OK", StopCauseKind.NodeShutdown)]
    public void A_run_that_somebody_began_after_its_node_s_boot_did_not_end_with_it(double started, string status, StopCauseKind kind)
    {
        var start = Given.Task("qmstart", "anna@pve", startedAt: started, endedAt: started + 1, status: status);
        var evidence = Evidence(start) with { NodeBootedAt = Given.At(5), RunSince = Given.At(-60), SeenLive = true };

        StopClassifier.Classify(evidence).Kind.ShouldBe(kind);
        StopClassifier.Classify(evidence with { SeenLive = false }).Kind.ShouldBe(StopCauseKind.NodeShutdown, "it may be running");
    }

    [Fact]
    public void Tasks_from_before_the_node_s_clock_was_set_back_are_no_later_than_those_of_now()
    {
        var stop = Given.Task("qmstop", "anna@pve", startedAt: 5, endedAt: 6);
        var start = Given.Task("qmstart", "root@pam", startedAt: 4000, endedAt: 4001);
        var now = Evidence(stop, start) with { SeenLive = true, AskedAt = Given.At(20) };

        StopClassifier.Classify(now).Kind.ShouldBe(StopCauseKind.StoppedByUser);
        StopClassifier.Classify(now with { AskedAt = Given.At(4010) }).Kind
            .ShouldBe(StopCauseKind.GuestShutdownOrCrash, "it was started again");
        var earlier = Given.Task("qmstop", "ben@pve", startedAt: 3900, endedAt: 3901);
        StopClassifier.Classify(now with { Tasks = [earlier, start] }).Kind
            .ShouldBe(StopCauseKind.GuestShutdownOrCrash, "that ended an earlier run");
        StopClassifier.Classify(now with { Tasks = [earlier] }).By.ShouldBe("ben@pve", "the clock was set back after it");
        StopClassifier.Classify(now with { Tasks = [earlier, stop] }).By.ShouldBe("anna@pve", "that is the later one");
    }

    [Fact]
    public void A_task_from_before_it_last_ran_explains_nothing() =>
        Classify(Given.Task("qmstop", "anna@pve", startedAt: -100, endedAt: -99)).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);

    [Fact]
    public void A_task_about_another_guest_explains_nothing() =>
        Classify(Given.Task("qmstop", "anna@pve", id: "101")).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);

    [Theory]
    [InlineData("stopall", "")]
    [InlineData("vzdump", "100")]
    public void A_job_that_ended_before_a_stop_did_not_stop_the_guest(string job, string id) =>
        Classify(
            Given.Task(job, "root@pam", id, startedAt: 5, endedAt: 30), Given.Task("vzrollback", "root@pam", startedAt: 60, endedAt: 61))
            .Kind.ShouldBe(StopCauseKind.StoppedByUser);

    [Fact]
    public void A_guest_of_Proxmox_HA_is_stopped_after_the_other_guests_of_a_node_that_shuts_down() =>
        StopClassifier.Classify(
            Evidence(Given.Task("stopall", "root@pam", "", 5, 30), Given.Task("qmshutdown", "root@pam", startedAt: 60, endedAt: 61))
                with
            { HaState = "started" }).Kind.ShouldBe(StopCauseKind.NodeShutdown);

    [Fact]
    public void A_running_stop_task_explains() =>
    Classify(Given.Task("qmstop", "anna@pve", endedAt: null)).Kind.ShouldBe(StopCauseKind.StoppedByUser);

    [Fact]
    public void Node_shutdown_is_told_by_stopall_though_root_stops_each_guest()
    {
        var cause = Classify(Given.Task("stopall", "root@pam", id: "", startedAt: 5), Given.Task("qmshutdown", "root@pam"));
        cause.Kind.ShouldBe(StopCauseKind.NodeShutdown);
    }

    [Theory]
    [InlineData(null, false, null, StopCauseKind.NodeShutdown, "a shared list may be older than the task")]
    [InlineData(null, true, null, StopCauseKind.GuestShutdownOrCrash, "each running guest gets a task")]
    [InlineData(null, true, "started", StopCauseKind.NodeShutdown, "Proxmox HA stops its guests without one")]
    [InlineData(7.0, true, null, StopCauseKind.NodeShutdown, "its task is listed")]
    [InlineData(-40.0, true, null, StopCauseKind.StoppedByUser, "a task that began before is not the stopall's")]
    public void A_stopall_stopped_only_guests_on_which_it_began_a_task(
        double? own, bool complete, string? ha, StopCauseKind kind, string why)
    {
        PveTask[] tasks = [Given.Task("stopall", "root@pam", id: "", startedAt: 5, endedAt: null)];
        if (own is { } began)
            tasks = [.. tasks, Given.Task("qmshutdown", "root@pam", startedAt: began, endedAt: began + 2, status: "timeout")];
        var evidence = Evidence(tasks) with { OwnTasksComplete = complete, HaState = ha, AskedAt = Given.At(12) };

        StopClassifier.Classify(evidence).Kind.ShouldBe(kind, why);
        StopClassifier.NeedsOwnTasks(evidence).ShouldBe(own is not > 0 && !complete && ha is null);
    }

    [Fact]
    public void A_stopall_before_its_node_s_clock_was_set_back_may_have_stopped_any_guest()
    {
        var evidence = Evidence(Given.Task("stopall", "root@pam", id: "", startedAt: 3605, endedAt: null)) with
        {
            OwnTasksComplete = true,
            AskedAt = Given.At(12),
        };

        StopClassifier.Classify(evidence).Kind.ShouldBe(StopCauseKind.NodeShutdown);
    }

    [Fact]
    public void A_stop_over_ha_is_its_asker_s_though_root_carries_it_out()
    {
        var cause = StopClassifier.Classify(
            Evidence(Given.Task("hastop", "bert@pve", startedAt: 1), Given.Task("qmshutdown", "root@pam")) with { HaState = "stopped" });
        (cause.Kind, cause.By).ShouldBe((StopCauseKind.StoppedByUser, "bert@pve"));
    }

    [Fact]
    public void Ha_s_own_stop_and_a_crash_under_ha_are_ha_s() => new[]
    {
        StopClassifier.Classify(Evidence(Given.Task("qmshutdown", "root@pam")) with { HaState = "migrate" }).Kind,
        StopClassifier.Classify(Evidence() with { HaState = "started" }).Kind,
    }.ShouldBe([StopCauseKind.Ha, StopCauseKind.Ha]);

    [Fact]
    public void A_stop_mode_backup_stops_it_as_root() =>
        Classify(Given.Task("vzdump", "anna@pve", startedAt: 5, endedAt: null), Given.Task("qmshutdown", "root@pam")).Kind
        .ShouldBe(StopCauseKind.Backup);

    [Fact]
    public void A_backup_that_ended_long_before_the_stop_explains_nothing() =>
        Classify(Given.Task("vzdump", "root@pam", startedAt: -7200, endedAt: -3600)).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);

    [Fact]
    public void A_backup_that_is_over_does_not_excuse_the_end_of_a_run_that_began_before_it()
    {
        var backup = Given.Task("vzdump", "root@pam", startedAt: 5, endedAt: 30);

        new[]
        {
            StopClassifier.Classify(Evidence(backup) with { RunSince = Given.At(-3600) }).Kind,
            StopClassifier.Classify(Evidence(backup) with { RunSince = Given.At(25) }).Kind,
            StopClassifier.Classify(
            Evidence(backup, Given.Task("qmshutdown", "root@pam", startedAt: 6, endedAt: 7)) with { RunSince = Given.At(-3600) }).Kind,
        }.ShouldBe([StopCauseKind.GuestShutdownOrCrash, StopCauseKind.Backup, StopCauseKind.Backup]);
    }

    [Fact]
    public void What_a_backup_shut_down_it_has_started_again_so_who_is_down_after_it_went_down_by_itself()
    {
        PveTask[] tasks =
            [Given.Task("vzdump", "root@pam", startedAt: 5, endedAt: 30), Given.Task("qmshutdown", "root@pam", startedAt: 6, endedAt: 7)];
        var seen = Evidence(tasks) with { RunSince = Given.At(8), SeenLive = true };

        StopClassifier.Classify(seen).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);
        StopClassifier.Classify(seen with { SeenLive = false }).Kind
            .ShouldBe(StopCauseKind.Backup, "a row may still show the stop by the backup");
        StopClassifier.Classify(seen with { Lock = "backup" }).Kind.ShouldBe(StopCauseKind.Backup);
        StopClassifier.Classify(
            Evidence([.. tasks, Given.Task("qmshutdown", "root@pam", startedAt: 40, endedAt: 42)]) with { SeenLive = true })
            .Kind.ShouldBe(StopCauseKind.StoppedByUser, "root shut it down after its backup");
    }

    [Fact]
    public void Ha_that_ignores_a_guest_explains_nothing() =>
        StopClassifier.Classify(Evidence() with { HaState = "ignored" }).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);

    [Theory]
    [InlineData("qmsuspend", StopCauseKind.Hibernated)]
    [InlineData("vzmigrate", StopCauseKind.Migration)]
    [InlineData("qmdestroy", StopCauseKind.Destroyed)]
    public void Other_tasks_name_their_own_cause(string type, StopCauseKind kind) =>
    Classify(Given.Task(type, "anna@pve")).Kind.ShouldBe(kind);

    [Fact]
    public void The_lock_suspended_alone_means_hibernated() =>
        StopClassifier.Classify(Evidence() with { Lock = "suspended" }).Kind.ShouldBe(StopCauseKind.Hibernated);

    [Fact]
    public void A_node_s_clock_that_is_ahead_is_taken_into_account()
    {
        var ahead = TimeSpan.FromHours(2);
        var task = Given.Task("qmstop", "anna@pve", startedAt: ahead.TotalSeconds + 6, endedAt: ahead.TotalSeconds + 7);
        var old = Given.Task("qmstop", "anna@pve", startedAt: ahead.TotalSeconds - 600, endedAt: ahead.TotalSeconds - 599);

        StopClassifier.Classify(Evidence(task) with { ClockSkew = ahead }).Kind.ShouldBe(StopCauseKind.StoppedByUser);
        StopClassifier.Classify(Evidence(old) with { ClockSkew = ahead }).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);
    }

    [Theory]
    [InlineData(StopPolicy.OnBoot, true, null, true)]
    [InlineData(StopPolicy.OnBoot, null, null, true)]
    [InlineData(StopPolicy.OnBoot, false, null, false)]
    [InlineData(StopPolicy.OnBoot, false, "prod;monitor-always-on", true)]
    [InlineData(StopPolicy.Always, false, null, true)]
    [InlineData(StopPolicy.Always, true, "monitor-may-stop", false)]
    [InlineData(StopPolicy.Never, true, null, false)]
    public void Whether_a_taskless_stop_is_a_crash_is_the_user_s_choice(StopPolicy policy, bool? onBoot, string? tags, bool crashed) =>
        CrashJudge.Judge(Classify(), policy, onBoot, tags).Crashed.ShouldBe(crashed);

    [Fact]
    public void A_kernel_s_kill_of_a_guest_is_found_in_the_journal_and_another_s_is_not()
    {
        string[] lines =
        [
            "Nov 24 06:00:00 pve1 kernel: oom-kill:constraint=CONSTRAINT_NONE,task_memcg=/qemu.slice/1000.scope,task=kvm,pid=1",
            "Nov 24 06:00:01 pve1 kernel: oom-kill:constraint=CONSTRAINT_NONE,task_memcg=/qemu.slice/101.scope,task=kvm,pid=2",
            "Nov 24 06:00:02 pve1 qmeventd[1]: Starting cleanup for 100",
        ];

        JournalReading.KillLine(lines, 100).ShouldBeNull();
        JournalReading.KillLine(lines, 101).ShouldBe(lines[1]);
    }

    [Theory]
    [InlineData("/lxc/100/ns/init.scope,task=mysqld", true)]
    [InlineData("/lxc/100,task=mysqld", true)]
    [InlineData("/lxc.payload.100", true)]
    [InlineData("/lxc/1001/ns,task=mysqld", false)]
    [InlineData("/lxc.payload.1001,task=mysqld", false)]
    [InlineData("/lxc/1001/lxc/100", true)]
    public void Nor_is_that_of_a_container_whose_number_only_begins_like_it(string group, bool isIts) =>
        (JournalReading.KillLine([$"Nov 24 06:00:00 pve1 kernel: oom-kill:task_memcg={group}"], 100) is not null).ShouldBe(isIts);

    private static StopCause Classify(params PveTask[] tasks) => StopClassifier.Classify(Evidence(tasks));

    private static StopEvidence Evidence(params PveTask[] tasks) =>
        new() { Vmid = 100, RanAfter = Given.Start, Tasks = tasks.ToImmutableArray() };
}
