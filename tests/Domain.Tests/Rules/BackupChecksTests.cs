using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>Whose backup failed: the attempt that ended last tells, alone or in a job of many.</summary>
public sealed class BackupChecksTests
{
    private static PveTask Dump(string id, double startedAt, string? status, string node = "pve1") =>
        new($"UPID:{node}:{id}:{startedAt}", node, "vzdump", id, "root@pam", Given.At(startedAt),
            status is null ? null : Given.At(startedAt + 600), status);

    private static BackupJobLog Log(params string[] lines) => BackupJobLog.Read(new([.. lines], Whole: true));

    private static string Well(int vmid) => $"INFO: Finished Backup of VM {vmid} (00:01:10)";

    private static string Ill(int vmid, string why = "no space") => $"ERROR: Backup of VM {vmid} failed - {why}";

    private static Assessment? Of(int vmid, IEnumerable<Assessment> said) =>
        said.SingleOrDefault(one => one.Entity == EntityId.Of(new GuestId(Given.Lab, vmid)));

    private static List<Assessment> Judge(IEnumerable<PveTask> tasks, params (PveTask Job, BackupJobLog Log)[] logs) =>
        [.. BackupChecks.Judge(
            Given.Lab,
            new() { Tasks = [.. tasks], Logs = logs.ToImmutableDictionary(log => log.Job.Upid, log => log.Log), NodeOf = vmid => vmid < 900
                ? "pve1" : null })];

    [Theory]
    [InlineData(0, "job errors", 3600, "OK", Presence.Absent)]
    [InlineData(0, "OK", 3600, "job errors", Presence.Present)]
    [InlineData(0, "WARNINGS: 2", 0, null, Presence.Absent)]
    public void Of_two_backups_of_one_guest_the_later_tells(double first, string? one, double second, string? other, Presence presence) =>
        Of(100, Judge([Dump("100", first, one), Dump("100", second, other, "pve2")]))!.Presence.ShouldBe(presence);

    [Theory]
    [InlineData("job errors", "pve2", Presence.Unknown)]
    [InlineData("job errors", "pve1", Presence.Present)]
    [InlineData("OK", "pve2", Presence.Absent)]
    public void Whose_backup_failed_is_unknown_while_its_node_cannot_say_whether_it_destroyed_that_guest(
        string status, string unread, Presence presence)
    {
        BackupHistory history = new() { Tasks = [Dump("100", 0, status, "pve2")], NodeOf = _ => "pve1", DestructionsUnread = [unread] };
        Of(100, BackupChecks.Judge(Given.Lab, history))!.Presence.ShouldBe(presence);
    }

    [Fact]
    public void A_guest_that_a_later_job_of_many_saved_has_no_failed_backup()
    {
        var job = Dump("", 41_000, "OK");
        var said = Judge([Dump("100", 0, "job errors"), job], (job, Log(Well(100), Well(103))));
        Of(100, said)!.Presence.ShouldBe(Presence.Absent);
        said.Single(one => one.Entity.Kind == EntityKind.Node).Presence.ShouldBe(Presence.Absent);
    }

    [Fact]
    public void A_job_of_many_in_which_one_failed_is_that_guest_s_and_not_its_node_s()
    {
        var job = Dump("", 0, "job errors");
        var said = Judge(
            [job], (job,
                Log("INFO: starting new backup job: vzdump --all 1 --storage nas", Well(100), Ill(102), "TASK ERROR: job errors")));
        said.Where(one => one.Presence == Presence.Present).ShouldHaveSingleItem().Entity.ToString().ShouldBe("lab/102");
        var failed = Of(102, said)!;
        failed.Reason.ShouldContain("no space (to nas)");
        failed.Storage.ShouldBe("nas");
    }

    [Fact]
    public void A_job_during_which_its_node_s_clock_was_set_back_is_still_the_later_one()
    {
        var before = Dump("", 0, "OK");
        var during = Dump("", 3600, "job errors") with { EndedAt = Given.At(-700) };

        var said = Judge([before, during], (before, Log(Well(100))), (during, Log(Ill(100), Well(103))));

        Of(100, said)!.Presence.ShouldBe(Presence.Present);
    }

    [Theory, InlineData(600, Presence.Absent), InlineData(599, Presence.Present)]
    public void What_failed_before_a_guest_was_destroyed_is_nothing_of_the_one_that_has_its_VMID(double destroyedAt, Presence presence)
    {
        var said = Of(100, BackupChecks.Judge(Given.Lab, new()
        {
            Tasks = [Dump("100", 0, "job errors")],
            Destructions =
            [
                Given.Task("qmdestroy", "anna@pve", startedAt: destroyedAt, endedAt: destroyedAt),
                Given.Task("qmdestroy", "anna@pve", "101", 7000, 7001),
            ],
            NodeOf = _ => "pve1",
        }))!;
        said.Presence.ShouldBe(presence);
        if (presence == Presence.Absent) said.Reason.ShouldEndWith("that anna@pve destroyed since");
    }

    [Fact]
    public void A_log_that_is_not_known_leaves_its_guests_unknown_and_says_so()
    {
        var (own, job) = (Dump("100", 0, "job errors"), Dump("", 3600, "OK"));
        var said = Of(100, BackupChecks.Judge(Given.Lab, new()
        {
            Tasks = [own, job],
            LogsUnread = ImmutableDictionary<string, string>.Empty.Add(job.Upid, "403"),
            NodeOf = _ => "pve1",
        }))!;
        (said.Presence, said.Reason).ShouldBe(
            (Presence.Unknown, $"whether a later job was about it is not known: {job.Upid}: its log cannot be read: 403"));
        Of(100, Judge([own, job], (job, Log(Well(103)) with { Whole = false })))!.Presence.ShouldBe(Presence.Unknown);
        Of(100, Judge([own, job with { Node = "pve2" }]))!.Presence
            .ShouldBe(Presence.Present, "a job on another node is about other guests");
        Of(100, Judge([own, job], (job, Log(Well(103)))))!.Presence.ShouldBe(Presence.Present, "the job was not about it");
    }

    [Theory, InlineData("pve1", Presence.Unknown), InlineData("pve2", Presence.Absent)]
    public void What_is_on_a_node_that_never_listed_its_jobs_may_have_been_backed_up_there_since(string unheard, Presence presence) =>
        Of(100, BackupChecks.Judge(
            Given.Lab, new() { Tasks = [Dump("100", 0, "OK")], NodesUnread = [unheard], NodeOf = _ => "pve1" }))!
            .Presence.ShouldBe(presence);

    [Fact]
    public void A_failed_job_whose_guests_are_not_known_and_one_that_came_to_none_is_its_node_s()
    {
        var job = Dump("", 0, "job errors");
        var said = Judge([job]).ShouldHaveSingleItem();
        (said.Entity, said.Presence).ShouldBe((EntityId.Of(Given.Node), Presence.Present));
        said.Reason.ShouldContain("its log was not read yet");
        Judge([job], (job, Log("INFO: trying to get global lock - waiting...")))
            .ShouldHaveSingleItem().Reason.ShouldEndWith(": job errors");
        Judge([job], (job, Log("TASK ERROR: could not activate storage 'nas'")))
            .ShouldHaveSingleItem().Reason.ShouldEndWith(": could not activate storage 'nas'");
    }

    [Fact]
    public void A_job_that_died_leaves_the_guest_failed_that_it_was_at_and_one_that_runs_does_not()
    {
        var dead = Dump("", 0, "unexpected status");
        Of(101, Judge([dead], (dead, Log(Well(100), "INFO: Starting Backup of VM 101 (qemu)"))))!.Reason
            .ShouldEndWith("the job ended before it did: unexpected status");
        var runs = Dump("", 0, null);
        var said = Judge([runs], (runs, Log(Well(100), "INFO: Starting Backup of VM 101 (qemu)")));
        (Of(100, said)!.Presence, Of(101, said)).ShouldBe((Presence.Absent, null));
    }

    [Fact]
    public void Within_a_long_job_each_guest_s_own_end_counts()
    {
        var job = new PveTask("UPID:long", "pve1", "vzdump", "", "root@pam", Given.At(0), Given.At(10_000), "job errors");
        var log = Log("INFO: Starting Backup of VM 100 (qemu)", "INFO: Backup started at 2026-11-28 01:00:00", Ill(100),
            "INFO: Failed at 2026-11-28 01:05:00",
            "INFO: Starting Backup of VM 101 (qemu)", "INFO: Backup started at 2026-11-28 01:05:00", Ill(101),
            "INFO: Failed at 2026-11-28 03:46:40");
        var said = Judge([job, Dump("100", 1000, "OK"), Dump("101", 1000, "OK")], (job, log));
        (Of(100, said)!.Presence, Of(101, said)!.Presence).ShouldBe((Presence.Absent, Presence.Present));
    }

    [Fact]
    public void A_job_that_waited_for_another_came_to_its_guests_that_much_later()
    {
        var job = new PveTask("UPID:late", "pve1", "vzdump", "", "root@pam", Given.At(0), Given.At(10_000), "job errors");
        string[] work =
        [
            "INFO: Starting Backup of VM 101 (qemu)", "INFO: Backup started at 2026-11-28 01:00:00", Well(101),
            "INFO: Backup finished at 2026-11-28 01:01:00",
            "INFO: Starting Backup of VM 100 (qemu)", "INFO: Backup started at 2026-11-28 01:01:00", Ill(100),
            "INFO: Failed at 2026-11-28 01:02:00",
        ];
        string[] waits = ["INFO: trying to get global lock - waiting...", "INFO: got global lock"];
        Presence Fares(params string[] lines) => Of(100, Judge([job, Dump("100", 1000, "OK")], (job, Log(lines))))!.Presence;

        Fares([.. waits, .. work]).ShouldBe(Presence.Present, "it failed at the job's end");
        Fares(work).ShouldBe(Presence.Absent, "it failed at the job's begin, and has been saved since");
    }

    [Theory, InlineData(10, 20, true), InlineData(30, 20, false)]
    public void A_guest_that_a_job_no_longer_finds_is_the_one_that_was_destroyed_since_it_began(double begins, double destroyedAt,
        bool another)
    {
        var job = new PveTask("UPID:job", "pve1", "vzdump", "", "root@pam", Given.At(begins), Given.At(600), "job errors");
        var said = Of(100, BackupChecks.Judge(Given.Lab, new()
        {
            Tasks = [job],
            Logs = ImmutableDictionary<string, BackupJobLog>.Empty.Add(job.Upid, Log(Ill(100,
                "unable to find configuration file for CT 100 on node 'pve1'"))),
            Destructions = [Given.Task("vzdestroy", "anna@pve", startedAt: destroyedAt, endedAt: destroyedAt)],
            NodeOf = _ => "pve2",
        }))!;
        said.Presence.ShouldBe(another ? Presence.Absent : Presence.Present);
    }

    [Fact]
    public void Running_backups_other_tasks_and_guests_that_are_no_more_tell_nothing() =>
        Judge([Dump("100", 0, null), Dump("100", 0, "boom") with { Type = "qmstart" }, Dump("900", 0, "job errors")]).ShouldBeEmpty();

    [Fact]
    public void However_jobs_are_mixed_the_attempt_that_ended_last_decides()
    {
        var attempt = Gen.Select(Gen.Bool, Gen.Bool, (alone, well) => (alone, well));
        attempt.Array[1, 8].Sample(attempts =>
        {
            var tasks = attempts.Select((one, at) => Dump(one.alone ? "100" : "", at * 1000, one.well ? "OK" : "job errors")).ToList();
            var logs = tasks.Zip(attempts).Where(pair => !pair.Second.alone)
                .Select(pair => (pair.First, Log(pair.Second.well ? Well(100) : Ill(100)))).ToArray();
            var said = Of(100, Judge(tasks.AsEnumerable().Reverse(), logs))!;
            said.Presence.ShouldBe(attempts[^1].well ? Presence.Absent : Presence.Present);
        });
    }
}
