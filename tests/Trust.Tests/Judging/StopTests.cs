using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>Which stops are faults, by who asked for them and what promised an end.</summary>
public class StopTests
{
    private const string Crash = "VM_CRASHED:lab/100";
    private const string NotBack = "GUEST_NOT_BACK:lab/100";
    private static readonly TimeSpan At = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, InlineData("qmstop"), InlineData("qmshutdown"), InlineData("qmsuspend"), InlineData("qmrollback")]
    public void A_stop_that_somebody_asked_for_is_no_fault_however_long_it_lasts(string type) => Stopped(type)
        .Judged().Findings.ShouldBeEmpty();

    [Theory, InlineData("qmstop"), InlineData("qmshutdown")]
    public void Calling_it_a_crash_is_a_false_alarm(string type) =>
        Only(FindingKind.FalseAlarm, Stopped(type).Incident(Crash, At + (Second * 30)));

    [Fact]
    public void A_stop_that_somebody_asked_for_is_no_crash_to_who_sees_the_guest_and_its_tasks_again()
    {
        Tale Tale(string meanwhile) => Stopped("qmstop").Privileges(At - Minute, meanwhile)
            .Privileges(At + (Minute * 20), "VM.Audit,Sys.Audit,Datastore.Audit,Sys.Syslog");
        Crashes(Tale("").Incident(Crash, At + (Minute * 20.5))).ShouldBe(1);
        Crashes(Tale("VM.Audit,Datastore.Audit").Incident(Crash, At + (Minute * 6))).ShouldBe(0);

        static int Crashes(Tale tale) =>
            tale.Judged().Findings.Count(finding => finding is { Kind: FindingKind.FalseAlarm, Subject: Crash });
    }

    [Fact]
    public void A_right_that_goes_before_a_stop_can_be_seen_hides_who_asked_for_it()
    {
        static bool CalledFalse(TimeSpan lost) =>
            Stopped("qmstop").Privileges(At + lost, "VM.Audit,Datastore.Audit").Incident(Crash, At + lost + (Second * 20))
            .Judged().Findings.Any(finding => finding is { Kind: FindingKind.FalseAlarm, Subject: Crash });
        CalledFalse(Second * 2).ShouldBeFalse();
        CalledFalse(Second * 50).ShouldBeTrue();
    }

    [Fact]
    public void A_stop_that_nobody_ever_sees_is_told_by_nobody() =>
    Stopped("qmstop").Privileges(At - Minute, "Sys.Audit,Datastore.Audit").Judged()
        .Findings.ShouldNotContain(finding => finding.Subject.Contains("100", StringComparison.Ordinal));

    [Fact]
    public void A_reboot_is_excused_for_a_minute_and_no_longer()
    {
        Rebooting().Runs(At + (Second * 59), 100).Judged().Findings.ShouldBeEmpty();
        Only(FindingKind.FalseAlarm, Rebooting().Runs(At + (Second * 59), 100).Incident(NotBack, At + (Second * 58), At + Minute));
        Only(FindingKind.Missed, Rebooting().Runs(At + (Minute * 10), 100));
    }

    [Theory]
    [InlineData("qmreboot", 5, false)]
    [InlineData("qmreboot", 1, true)]
    [InlineData("qmigrate", 5, false)]
    [InlineData("qmigrate", 1, true)]
    public void A_reboot_or_migration_promises_nothing_of_a_guest_that_was_shut_down_before_it(
        string type, int shutdownBefore, bool isMissed)
    {
        var tale = new Tale().Task(At - (Second * shutdownBefore), At + Second, "qmshutdown", "100", "pve1")
            .Task(At - (Second * 3), At + Second, type, "100", "pve1").Stops(At, 100, GuestEnd.Task);
        tale.Judged().Findings.Select(finding => finding.Kind).ShouldBe(isMissed ? [FindingKind.Missed] : []);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Somebody_who_stops_a_guest_that_its_node_s_boot_has_just_started_means_it(bool isShutDownAgain)
    {
        var tale = new Tale().Task(At - (Second * 90), At - (Second * 80), "stopall", "", "pve1")
            .Stops(At - (Second * 85), 100, GuestEnd.Task)
            .Node(At - (Second * 80), "pve1", node => node with { Powered = false, Online = false, Publishes = false })
            .Node(At - (Second * 20), "pve1", node => node with { Powered = true, Online = true, Publishes = true });
        if (isShutDownAgain)
            tale.Runs(At - (Second * 10), 100).Task(At - (Second * 5), At, "qmshutdown", "100", "pve1", "anna@pve")
                .Stops(At, 100, GuestEnd.Task);
        tale.Judged().Findings.Any(finding => finding is { Kind: FindingKind.Missed, Subject: "return of 100" }).ShouldBe(!isShutDownAgain);
    }

    [Theory, InlineData("OK", true), InlineData("start failed", false)]
    public void A_guest_whose_start_failed_is_known_not_to_come_back_before_its_time_is_up(string ended, bool tooEarly) =>
        Rebooting().Task(At + (Second * 20), At + (Second * 21), "qmstart", "100", "pve1", ended: ended)
            .Incident(NotBack, At + (Second * 50), null).Judged().Findings.Any(finding => finding.Kind == FindingKind.FalseAlarm)
            .ShouldBe(tooEarly);

    [Fact]
    public void A_start_at_work_is_waited_for() => Rebooting()
        .Task(At + (Second * 50), At + (Minute * 5), "qmstart", "100", "pve1").Runs(At + (Minute * 5), 100)
            .Judged().Findings.ShouldBeEmpty();

    [Fact]
    public void Somebody_who_stops_what_was_to_come_back_takes_the_promise_back() =>
        Rebooting().Task(At + (Second * 40), At + (Second * 41), "qmstop", "100", "pve1").Judged().Findings.ShouldBeEmpty();

    [Theory, InlineData("disabled", true), InlineData("recovery", false)]
    public void Somebody_who_has_HA_let_go_of_what_it_gave_up_takes_the_promise_back(string state, bool takes)
    {
        var tale = new Tale().Guest(TimeSpan.FromMinutes(5), 100, guest => guest with { Ha = "started" }).Stops(At, 100, GuestEnd.Crash)
            .Guest(At + Minute, 100, guest => guest with { Ha = "error" })
            .Incident("HA_ERROR:lab/100", At + (Minute * 1.5), At + (Minute * 60.5))
            .Guest(At + (Minute * 60), 100, guest => guest with { Ha = state }).Runs(At + (Minute * 61), 100);
        if (takes) tale.Judged().Findings.ShouldBeEmpty();
        else Only(FindingKind.EndedEarly, tale);
    }

    [Fact]
    public void Guests_of_a_node_that_is_shut_down_are_told_only_where_they_do_not_start_with_it()
    {
        Only(FindingKind.Missed, ShutDown());
        ShutDown(onBoot: false).Judged().Findings.ShouldBeEmpty();
        ShutDown().Runs(At + (Minute * 10) + (Second * 20), 100).Judged().Findings.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_shutdown_of_its_node_before_a_guest_was_to_be_back_takes_its_place(bool onBoot)
    {
        var tale = new Tale().Guest(TimeSpan.FromMinutes(5), 100, guest => guest with { OnBoot = onBoot })
            .Guest(At - (Second * 20), 100, guest => guest with { Lock = "backup" })
            .Task(At - (Second * 20), At - Second, "vzdump", "100", "pve1")
            .Stops(At - (Second * 19), 100, GuestEnd.Task).Guest(At - Second, 100, guest => guest with { Lock = null });
        NodeLeaves(tale, At);
        if (onBoot) Only(FindingKind.Missed, tale);
        else tale.Judged().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_node_that_boots_for_more_than_a_minute_may_be_called_cut_off()
    {
        Tale Tale(TimeSpan called) =>
            new Tale().Node(At, "pve3", node => node with { Powered = false, Online = false, Heard = false, Publishes = false })
            .Incident("NODE_UNREACHABLE:lab/pve3", At + (Second * 20), At + called)
            .Node(At + (Minute * 10), "pve3", node => node with { Powered = true, Publishes = true })
            .Incident("NODE_ISOLATED:lab/pve3", At + called, At + (Minute * 13) + (Second * 20))
            .Node(At + (Minute * 13), "pve3", node => node with { Online = true, Heard = true });
        Tale(Minute * 11.2).Judged().Findings.ShouldBeEmpty();
        Tale(Minute * 10.5).Judged().Findings.ShouldContain(finding => finding.Kind == FindingKind.FalseAlarm);
    }

    [Fact]
    public void A_node_that_is_cut_off_once_its_guests_were_shut_down_may_be_taken_for_one_that_goes_off()
    {
        Tale Tale() => new Tale().Node(At, "pve3", node => node with { Heard = false, Quorate = false })
            .Incident("NODE_UNREACHABLE:lab/pve3", At + (Second * 20), At + (Minute * 2))
            .Incident("NODE_ISOLATED:lab/pve3", At + (Minute * 2), At + (Minute * 10) + (Second * 20))
            .Node(At + (Minute * 10), "pve3", node => node with { Heard = true, Quorate = true });
        Tale().Task(At - (Second * 9), At - Second, "stopall", "", "pve3").Judged().Findings.ShouldBeEmpty();
        Tale().Judged().Findings.ShouldContain(finding => finding.Kind == FindingKind.FalseAlarm);
    }

    [Fact]
    public void A_guest_that_went_down_with_its_node_and_does_not_start_with_it_is_not_waited_for_however_short_that_was() => new Tale()
        .Guest(TimeSpan.FromMinutes(5), 100, guest => guest with { OnBoot = false }).Stops(At, 100, GuestEnd.Node).Judged()
            .Findings.ShouldBeEmpty();

    [Fact]
    public void A_guest_that_HA_is_to_restart_is_not_back_after_two_minutes_and_no_crash_before()
    {
        var tale = new Tale().Guest(TimeSpan.FromMinutes(10), 100, guest => guest with { Ha = "started" }).Stops(At, 100, GuestEnd.Crash)
            .Runs(At + Minute, 100);
        tale.Judged().Findings.ShouldBeEmpty();
        Only(FindingKind.FalseAlarm, tale.Incident(Crash, At + (Second * 20), At + Minute));
        Only(FindingKind.Missed, new Tale().Guest(TimeSpan.FromMinutes(10), 100, guest => guest with { Ha = "started" })
            .Stops(At, 100, GuestEnd.Crash));
    }

    [Theory, InlineData(170, true), InlineData(190, false)]
    public void A_guest_that_HA_recovered_from_a_node_that_died_is_not_back_two_minutes_after_that(int seconds, bool early)
    {
        var tale = new Tale().Guest(TimeSpan.FromMinutes(10), 100, guest => guest with { Ha = "started" }).Stops(At, 100, GuestEnd.Node)
            .Guest(At + Minute, 100, guest => guest with { Node = "pve2" })
            .Incident("GUEST_NOT_BACK:lab/100", At + (Second * seconds), At + (Minute * 30))
            .Runs(At + (Minute * 30), 100);
        tale.Judged().Findings.Select(finding => finding.Kind).ShouldBe(early ? [FindingKind.FalseAlarm] : []);
    }

    [Fact]
    public void A_stop_without_a_task_of_a_guest_that_is_not_run_at_boot_may_be_told_and_need_not()
    {
        Tale Tale() => new Tale().Guest(TimeSpan.FromMinutes(10), 100, guest => guest with { OnBoot = false })
            .Stops(At, 100, GuestEnd.Crash);
        Tale().Judged().Findings.ShouldBeEmpty();
        Tale().Incident(Crash, At + (Second * 20)).Judged().Findings.ShouldBeEmpty();
        Only(FindingKind.Missed, new Tale().Guest(TimeSpan.FromMinutes(10), 100, guest => guest with { OnBoot = false })
            .Stops(At, 100, GuestEnd.OutOfMemory));
    }

    private static Tale Stopped(string type) => new Tale().Task(At - Second, At, type, "100", "pve1").Stops(At, 100, GuestEnd.Task);

    private static Tale Rebooting() => Stopped("qmreboot");

    private static Tale ShutDown(bool onBoot = true)
    {
        var tale = new Tale().Guest(TimeSpan.FromMinutes(5), 100, guest => guest with { OnBoot = onBoot });
        return NodeLeaves(tale.Task(At - Second, At, "qmshutdown", "100", "pve1").Stops(At, 100, GuestEnd.Task), At);
    }

    private static Tale NodeLeaves(Tale tale, TimeSpan at)
    {
        tale.Task(at - Second, at + Second, "stopall", "", "pve1");
        for (var vmid = 110; vmid < 118; vmid++) tale.Stops(at, vmid, GuestEnd.Task).Runs(at + (Minute * 10) + Second, vmid);
        return tale.Node(at + (Second * 2), "pve1", node => node with { Powered = false, Online = false, Publishes = false })
            .Incident("NODE_UNREACHABLE:lab/pve1", at + (Second * 20), at + (Minute * 10) + (Second * 20))
            .Node(at + (Minute * 10), "pve1", node => node with { Powered = true, Online = true, Publishes = true });
    }

    private static void Only(FindingKind kind, Tale tale) => tale.Judged().Findings.Select(finding => finding.Kind).Distinct()
        .ShouldBe([kind]);
}
