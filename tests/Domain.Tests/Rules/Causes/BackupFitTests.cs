using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Tests.Rules.Causes;

/// <summary>A backup explains a stop only where it fits in time, kind and mode.</summary>
public sealed class BackupFitTests
{
    private static readonly GuestBackup Part = new() { Vmid = 100, Ran = true };

    [Theory]
    [InlineData("snapshot")]
    [InlineData("suspend")]
    public void A_backup_that_stops_nothing_explains_nothing(string mode)
    {
        foreach (var ended in new double?[] { null, 30 })
        {
            foreach (var held in new[] { null, "backup" })
            {
                var evidence = With(Job("100", ended), Part with { Mode = mode })
                    with
                { Lock = held, SeenLive = true, RunSince = Given.At(2) };
                StopClassifier.Classify(evidence).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);
            }
        }
    }

    [Theory]
    [InlineData(false, StopCauseKind.Backup)]
    [InlineData(true, StopCauseKind.GuestShutdownOrCrash)]
    public void One_that_waits_for_another_backup_has_stopped_nothing(bool waits, StopCauseKind kind)
    {
        var job = Job("100", null);
        var logs = ImmutableDictionary<string, BackupJobLog>.Empty.Add(job.Upid, new() { Whole = true, Waiting = waits });
        var evidence = With(job, Part) with { RunSince = Given.At(40), BackupLogs = logs };
        StopClassifier.Classify(evidence).Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("100")]
    [InlineData("")]
    public void One_in_stop_mode_does_and_promises_the_return(string id)
    {
        var cause = StopClassifier.Classify(
            With(Job(id, null), Part with { Mode = "stop", Stopped = true }) with { Lock = "backup", SeenLive = true });

        (cause.Kind, cause.Return).ShouldBe((StopCauseKind.Backup, ReturnKind.Backup));
    }

    [Theory]
    [InlineData("100")]
    [InlineData("")]
    public void One_that_failed_and_left_the_guest_off_is_the_cause_and_says_why(string id)
    {
        var failed = Part with { Mode = "stop", Stopped = true, Outcome = BackupOutcome.Failed, Reason = "storage 'nas' is not online" };
        var cause = StopClassifier.Classify(With(Job(id, 30, "job errors"), failed) with { SeenLive = true });

        (cause.Kind, cause.Return).ShouldBe((StopCauseKind.Backup, ReturnKind.Backup));
        cause.Reason.ShouldContain("storage 'nas' is not online");
    }

    [Fact]
    public void A_guest_that_the_job_has_started_again_went_down_by_itself()
    {
        var back = Part with { Mode = "stop", Stopped = true, OnlineAgain = true, Outcome = BackupOutcome.Finished };
        PveTask shutdown = Given.Task("qmshutdown", "root@pam", startedAt: 6, endedAt: 7);
        foreach (var ended in new double?[] { null, 30 })
            StopClassifier.Classify(With(Job("", ended), back, shutdown) with { SeenLive = true }).Kind
                .ShouldBe(StopCauseKind.GuestShutdownOrCrash);
    }

    [Theory]
    [InlineData("stop", 6, StopCauseKind.GuestShutdownOrCrash)]
    [InlineData("stop", 600, StopCauseKind.StoppedByUser)]
    [InlineData("snapshot", 6, StopCauseKind.StoppedByUser)]
    [InlineData("suspend", 6, StopCauseKind.StoppedByUser)]
    public void A_shutdown_by_root_is_a_backups_only_while_that_may_shut_the_guest_down(string mode, double at, StopCauseKind cause)
    {
        var stops = mode == "stop";
        var ended = Part with { Outcome = BackupOutcome.Finished, EndedAfter = TimeSpan.FromSeconds(30) };
        var back = ended with { Mode = mode, Stopped = stops, OnlineAgain = stops };
        var shutdown = Given.Task("qmshutdown", "root@pam", startedAt: at, endedAt: at + 1);

        StopClassifier.Classify(With(Job("", null), back, shutdown) with { SeenLive = true }).Kind.ShouldBe(cause);
    }

    [Theory]
    [InlineData("vzshutdown", "root@pam", 5, StopCauseKind.StoppedByUser)]
    [InlineData("vzshutdown", "anna@pve", 2, StopCauseKind.StoppedByUser)]
    [InlineData("qmshutdown", "anna@pve", 5, StopCauseKind.StoppedByUser)]
    [InlineData("qmshutdown", "root@pam", 4, StopCauseKind.StoppedByUser)]
    [InlineData("qmshutdown", "root@pam", 5, StopCauseKind.Backup)]
    [InlineData("qmreboot", "anna@pve", 4, StopCauseKind.Backup)]
    public void Who_was_shutting_a_guest_down_when_its_backup_began_keeps_it_down(string type, string user, double at, StopCauseKind cause)
    {
        var failed = Part with { Mode = "stop", Stopped = true, Outcome = BackupOutcome.Failed, EndedAfter = TimeSpan.FromSeconds(30) };
        var shutdown = Given.Task(type, user, startedAt: at, endedAt: 12);

        StopClassifier.Classify(With(Job("100", 30, "job errors"), failed, shutdown) with { SeenLive = true }).Kind.ShouldBe(cause);
    }

    [Fact]
    public void A_job_of_many_is_not_about_guests_that_its_log_lacks() =>
        StopClassifier.Classify(With(Job("", null), Part with { Vmid = 101, Mode = "stop" }) with { Lock = "backup" }).Kind
        .ShouldBe(StopCauseKind.GuestShutdownOrCrash);

    [Fact]
    public void A_job_of_many_whose_log_cannot_be_read_is_known_by_what_it_did()
    {
        var job = Job("", 30, "job errors");
        var shutdown = Given.Task("qmshutdown", "root@pam", startedAt: 6, endedAt: 7);

        StopClassifier.Classify(Evidence(job, shutdown) with { SeenLive = true }).Return
            .ShouldBe(ReturnKind.Backup, "root shut it down within the job");
        StopClassifier.Classify(Evidence(job) with { SeenLive = true, LockedByTask = job.Upid }).Return
            .ShouldBe(ReturnKind.Backup, "it was seen down under the job's lock");
        StopClassifier.Classify(Evidence(job) with { SeenLive = true }).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);
    }

    [Theory, InlineData("OK", StopCauseKind.GuestShutdownOrCrash), InlineData("job errors", StopCauseKind.Backup)]
    public void A_backup_whose_log_cannot_be_read_has_started_its_guest_again_only_where_it_succeeded(string status, StopCauseKind cause)
    {
        var shutdown = Given.Task("qmshutdown", "root@pam", startedAt: 6, endedAt: 7);

        StopClassifier.Classify(Evidence(Job("100", 30, status), shutdown) with { SeenLive = true }).Kind.ShouldBe(cause);
    }

    [Fact]
    public void The_backup_of_a_stopped_guest_ends_the_run_that_it_began_and_promises_nothing()
    {
        var cause = StopClassifier.Classify(
            With(Job("100", 30), Part with { Ran = false, Mode = "stop" }) with { RunSince = Given.At(6), SeenLive = true });

        (cause.Kind, cause.Return).ShouldBe((StopCauseKind.Backup, null));
        StopClassifier.Classify(With(Job("100", 30), Part with { Ran = false }) with { RunSince = Given.At(-600), SeenLive = true })
            .Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash, "that run began before the backup");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_somebody_began_after_its_backup_is_not_the_backups_while_the_job_goes_on(bool ran)
    {
        var part = Part
            with
        { Ran = ran, Stopped = ran, Mode = "stop", Outcome = BackupOutcome.Failed, EndedAfter = TimeSpan.FromSeconds(30) };
        var seen = With(Job("", null), part, Given.Task("qmstart", "anna@pve", startedAt: 60, endedAt: 61))
            with
        { RunSince = Given.At(61), SeenLive = true };

        StopClassifier.Classify(seen).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);
        StopClassifier.Classify(With(Job("", null), part) with { SeenLive = true }).Kind
            .ShouldBe(StopCauseKind.Backup, "nobody started it since");
    }

    [Theory, InlineData(8, true), InlineData(95, false)]
    public void What_somebody_started_while_a_backup_waited_for_its_turn_was_stopped_by_it_all_the_same(double started, bool stopped)
    {
        var part = Part with { Ran = true, Stopped = true, Mode = "stop", Outcome = BackupOutcome.Failed };
        var seen = With(Job("100", 100, "job errors"), part, Given.Task("qmstart", "anna@pve", startedAt: started,
            endedAt: started + 1)) with
        {
            RunSince = Given.At(20),
            SeenLive = true,
        };
        StopClassifier.Classify(seen).Kind.ShouldBe(stopped ? StopCauseKind.Backup : StopCauseKind.GuestShutdownOrCrash);
    }

    [Fact]
    public void Property_no_backup_that_ended_before_the_run_began_explains_its_end() => Gen.Select(
        Gen.OneOf("100", ""), Gen.OneOf("snapshot", "suspend", "stop"), Gen.Double[-7000, -3600], Gen.Double[1, 3000], Gen.Bool, Gen.Bool)
            .Sample((id, mode, began, takes, log, live) =>
    {
        var job = Job(id, began + takes, began: began);
        var evidence =
            (log ? With(job, Part with { Mode = mode, Stopped = mode == "stop", Outcome = BackupOutcome.Failed }) : Evidence(job)) with
            {
                RanAfter = Given.At(began - 30),
                RunSince = Given.At(began + takes + 20),
                SeenLive = live,
            };
        StopClassifier.Classify(evidence).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);
    });

    private static PveTask Job(string id, double? ended, string status = "OK", double began = 5) =>
        Given.Task("vzdump", "root@pam", id, began, ended, status);

    private static StopEvidence Evidence(params PveTask[] tasks) =>
        new() { Vmid = 100, RanAfter = Given.Start, Tasks = tasks.ToImmutableArray() };

    private static StopEvidence With(PveTask job, GuestBackup part, params PveTask[] others) => Evidence([job, .. others]) with
    {
        BackupLogs = ImmutableDictionary<string, BackupJobLog>.Empty.Add(job.Upid, new() { Guests = [part], Whole = true }),
    };
}
