namespace OrleansMonitor.Domain.Tests.Observations;

/// <summary>The log of a backup job tells whom it was about.</summary>
public sealed class BackupJobLogTests
{
    private static BackupJobLog Read(params string[] lines) => BackupJobLog.Read(new([.. lines], Whole: true));

    [Fact]
    public void A_job_of_many_names_each_guest_with_its_end()
    {
        var log = Read(
            "INFO: starting new backup job: vzdump 100 102 104 --mode snapshot --storage nas-1 --notes-template '{{guestname}}'",
            "INFO: Starting Backup of VM 100 (qemu)", "INFO: status = running", "INFO: backup mode: snapshot",
            "INFO: Finished Backup of VM 100 (00:01:10)",
            "INFO: Starting Backup of VM 102 (lxc)", "INFO: status = stopped", "INFO: backup mode: stop",
            "ERROR: Backup of VM 102 failed - no space left - on device",
            "INFO: Failed at 2026-11-28 02:31:11", "INFO: Starting Backup of VM 104 (qemu)", "INFO:   3% (1.0 GiB of 32.0 GiB)");
        log.Storage.ShouldBe("nas-1");
        log.Failure.ShouldBeNull();
        log.Guests.ShouldBe(
        [
            new() { Vmid = 100, Outcome = BackupOutcome.Finished, Mode = "snapshot", Ran = true },
            new() { Vmid = 102, Outcome = BackupOutcome.Failed, Reason = "no space left - on device", Mode = "stop", Ran = false },
            new() { Vmid = 104, Outcome = BackupOutcome.Unfinished },
        ]);
    }

    [Fact]
    public void A_stop_mode_backup_tells_who_was_stopped_and_who_runs_again()
    {
        var log = Read(
            "INFO: Starting Backup of VM 100 (qemu)", "INFO: status = running", "INFO: backup mode: stop", "INFO: stopping virtual guest",
            "INFO: starting kvm to execute backup task", "INFO: resuming VM again after 5 seconds",
            "INFO: Finished Backup of VM 100 (00:01:10)",
            "INFO: Starting Backup of VM 102 (qemu)", "INFO: status = running", "INFO: backup mode: stop", "INFO: stopping vm",
            "ERROR: Backup of VM 102 failed - start failed",
            "INFO: Starting Backup of VM 200 (lxc)", "INFO: status = running", "INFO: backup mode: snapshot",
            "INFO: trying 'suspend' mode instead",
            "INFO: backup mode: suspend", "INFO: suspending guest", "INFO: resuming guest", "INFO: guest is online again after <1 seconds");
        log.Guests.Select(guest => (guest.Vmid, guest.Mode, guest.Stopped, guest.OnlineAgain))
            .ShouldBe([(100, "stop", true, true), (102, "stop", true, false), (200, "suspend", false, true)]);
    }

    [Fact]
    public void One_that_waits_for_another_backup_of_its_node_says_so_until_it_goes_on_or_gives_up()
    {
        Read("INFO: trying to get global lock - waiting...").Waiting.ShouldBeTrue();
        Read("INFO: trying to get global lock - waiting...", "INFO: got global lock", "INFO: starting new backup job: vzdump 100").Waiting
            .ShouldBeFalse();
        Read("INFO: trying to get global lock - waiting...", "ERROR: can't acquire lock '/var/run/vzdump.lock' - got timeout").Failure
            .ShouldBe("can't acquire lock '/var/run/vzdump.lock' - got timeout");
    }

    [Theory]
    [InlineData("TASK ERROR: could not activate storage 'nas': storage 'nas' is not online",
        "could not activate storage 'nas': storage 'nas' is not online")]
    [InlineData("TASK ERROR: job errors", "job errors")]
    [InlineData("ERROR: Backup job failed - hook script failed", "hook script failed")]
    [InlineData("TASK OK", null)]
    public void A_job_that_fails_before_any_guest_says_why(string last, string? why) =>
        Read("INFO: starting new backup job: vzdump --all 1", last).Failure.ShouldBe(why);

    [Fact]
    public void That_guests_failed_is_no_failure_of_the_job_besides_and_a_guest_that_cannot_be_found_has_failed()
    {
        var log = Read("ERROR: Backup of VM 777 failed - unable to find VM '777'", "INFO: Backup job finished with errors",
            "TASK ERROR: job errors");
        log.Failure.ShouldBeNull();
        log.Of(777).ShouldBe(new GuestBackup { Vmid = 777, Outcome = BackupOutcome.Failed, Reason = "unable to find VM '777'" });
        log.Of(778).ShouldBeNull();
    }

    [Fact]
    public void Any_lines_are_read_and_every_guest_is_named_once()
    {
        var line = Gen.OneOf(
            Gen.Int[1, 6].Select(vmid => $"INFO: Starting Backup of VM {vmid} (qemu)"),
            Gen.Int[1, 6].Select(vmid => $"INFO: Finished Backup of VM {vmid} (00:00:01)"),
            Gen.Int[1, 6].Select(vmid => $"ERROR: Backup of VM {vmid} failed - x"),
            Gen.String, Gen.Const("INFO: status = running"), Gen.Const("INFO: Starting Backup of VM 99999999999 (qemu)"));
        line.Array[0, 12].Sample(lines =>
        {
            var log = Read(lines);
            log.Guests.Select(guest => guest.Vmid).ShouldBeUnique();
            foreach (var guest in log.Guests)
            {
                var last = lines.Last(text => text.Contains($" VM {guest.Vmid} ", StringComparison.Ordinal));
                guest.Outcome.ShouldBe(last switch
                {
                    _ when last.StartsWith("ERROR", StringComparison.Ordinal) => BackupOutcome.Failed,
                    _ when last.Contains("Finished", StringComparison.Ordinal) => BackupOutcome.Finished,
                    _ => BackupOutcome.Unfinished,
                });
            }
        });
    }
}
