using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>Which stops are part of a backup, and when it should have the guest back.</summary>
public class BackupStopTests
{
    private const string Crash = "VM_CRASHED:lab/100";
    private static readonly TimeSpan At = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_backup_that_stops_a_guest_promises_its_return()
    {
        Only(FindingKind.FalseAlarm, BackedUp().Runs(At + (Minute * 3), 100).Incident(Crash, At + Minute, At + (Minute * 3)));
        Only(FindingKind.Missed, BackedUp());
    }

    [Theory, InlineData(3, true), InlineData(1, false)]
    public void A_shutdown_from_before_a_job_came_to_the_guest_is_no_part_of_its_backup(int secondsBefore, bool isForGood)
    {
        var tale = new Tale().Task(At - (Minute * 5), At + (Minute * 2), "vzdump", "", "pve1")
            .Task(At - (Second * secondsBefore), At, "qmshutdown", "100", "pve1")
            .Guest(At - Second, 100, guest => guest with { Lock = "backup" }).Stops(At, 100, GuestEnd.Task)
            .Guest(At + (Minute * 2), 100, guest => guest with { Lock = null });
        if (isForGood) tale.Judged().Findings.ShouldBeEmpty();
        else Only(FindingKind.Missed, tale);
    }

    [Fact]
    public void A_container_is_locked_and_stopped_by_its_backup_at_once()
    {
        Tale Tale() => new Tale().Task(At, At + Minute, "vzdump", "101", "pve2")
            .Guest(At, 101, guest => guest with { Lock = "backup", Status = "stopped" })
                .Guest(At + Minute, 101, guest => guest with { Lock = null });
        Tale().Incident("GUEST_NOT_BACK:lab/101", At + (Minute * 2)).Judged().Findings.ShouldBeEmpty();
        Only(FindingKind.FalseAlarm, Tale().Incident("GUEST_NOT_BACK:lab/101", At + (Minute * 1.4)));
    }

    [Fact]
    public void A_backup_that_never_ends_promises_nothing() => new Tale().Task(At - (Second * 3), Tale.Length * 2, "vzdump", "100", "pve1")
        .Guest(At - (Second * 2), 100, guest => guest with { Lock = "backup" }).Stops(At, 100, GuestEnd.Task).Judged().Findings
        .ShouldNotContain(finding => finding.Subject == "return of 100");

    [Fact]
    public void Somebody_who_shuts_all_guests_of_a_node_down_takes_back_the_promise_of_those_that_are_down_already()
    {
        Tale Tale(string by) => BackedUp().Task(At + (Second * 30), At + (Second * 40), "stopall", "", "pve1", by);
        Tale("ben@pve").Judged().Findings.ShouldBeEmpty();
        Only(FindingKind.Missed, Tale("root@pam"));
    }

    private static Tale BackedUp() => new Tale()
        .Guest(At - Second, 100, guest => guest with { Lock = "backup" }).Task(At - Second, At + (Minute * 2), "vzdump", "100", "pve1")
            .Stops(At, 100, GuestEnd.Task)
        .Guest(At + (Minute * 2), 100, guest => guest with { Lock = null });

    private static void Only(FindingKind kind, Tale tale) => tale.Judged().Findings.Select(finding => finding.Kind).Distinct()
        .ShouldBe([kind]);
}
