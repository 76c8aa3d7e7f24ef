using System.Text.Json.Nodes;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>What happens around a fault moves its begin or its end: by as much, and no further.</summary>
public class CircumstanceTests
{
    private static readonly TimeSpan At = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, InlineData(40, false), InlineData(80, true)]
    public void Where_HA_gives_up_nobody_waits_for_it_any_longer(double seconds, bool right)
    {
        var tale = new Tale().Guest(Minute * 10, 100, guest => guest with { Ha = "started" }).Stops(At, 100, GuestEnd.Crash)
            .Guest(At + Minute, 100, guest => guest with { Ha = "error" })
            .Incident("HA_ERROR:lab/100", At + Minute + Second).Incident("GUEST_NOT_BACK:lab/100", At + (Second * seconds));
        Kinds(tale).ShouldBe(right ? [] : [FindingKind.FalseAlarm]);
    }

    [Theory, InlineData(2, 70, true), InlineData(2, 100, false), InlineData(90, 70, false)]
    public void One_that_was_moved_before_its_crash_was_seen_looks_like_one_that_its_move_stopped(double moved, double told,
        bool right)
    {
        var tale = new Tale().Stops(At, 100, GuestEnd.Crash).Task(At + (Second * moved), At + (Second * (moved + 2)), "qmigrate", "100",
            "pve1")
            .Incident("GUEST_NOT_BACK:lab/100", At + (Second * told));
        tale.Judged().Findings.Count(finding => finding.Kind == FindingKind.Missed).ShouldBe(right ? 0 : 1);
    }

    [Fact]
    public void A_stop_that_nobody_can_see_until_the_end_need_not_be_told() =>
        new Tale().Privileges(At - Minute, "Sys.Audit,Datastore.Audit").Stops(At, 100, GuestEnd.Crash)
            .Judged().Findings.ShouldNotContain(finding => finding.Subject == "crash of 100");

    [Theory, InlineData("backup", true), InlineData(null, false)]
    public void What_was_told_of_a_containers_disk_may_stand_while_its_backup_stops_it(string? held, bool stands)
    {
        var tale = new Tale().Guest(At, 101, guest => guest with { Disk = 0.97 })
            .Task(At + (Minute * 10), At + (Minute * 15), held is null ? "vzshutdown" : "vzdump", "101", "pve2")
            .Guest(At + (Minute * 10), 101, guest => guest with { Status = "stopped", End = GuestEnd.Task, Lock = held })
            .Guest(At + (Minute * 15), 101, guest => guest with { Status = "running", Lock = null, Disk = 0.2 })
            .Incident("DISK_CRITICAL:lab/101", At + Second, At + (Minute * 15) + Second);
        Kinds(tale).ShouldBe(stands ? [] : [FindingKind.NotEnded]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_node_that_is_reset_within_an_instant_takes_its_guests_along(bool onBoot)
    {
        var tale = new Tale().Guest(Minute, 100, guest => guest with { OnBoot = onBoot }).Stops(At, 100, GuestEnd.Node)
            .Narrates(At + (Second * 14), "node-online", null, "pve1");
        Kinds(tale).ShouldBe(onBoot ? [FindingKind.Missed] : []);
        Kinds(tale.Incident("GUEST_NOT_BACK:lab/100", At + (Second * 70))).ShouldContain(FindingKind.FalseAlarm);
    }

    [Theory, InlineData("dead", 119, true), InlineData("dead", 121, false), InlineData("running", 61, false)]
    public void A_guest_of_a_node_that_cannot_be_asked_is_told_of_a_minute_later(string daemon, double seconds, bool right)
    {
        var tale = new Tale().Daemon(Minute, daemon).Stops(At, 100, GuestEnd.Crash).Incident("VM_CRASHED:lab/100", At + (Second * seconds));
        if (daemon == "dead") tale.Incident("SERVICE_DOWN:lab/pve1/pvedaemon", Minute * 3);
        Kinds(tale).Contains(FindingKind.Missed).ShouldBe(!right);
    }

    [Theory, InlineData(12, 40, true), InlineData(12, 33, true), InlineData(12, 31, false)]
    [InlineData(30, 40, false), InlineData(30, 70, true)]
    public void Who_looks_seldom_cannot_tell_a_slow_round_from_two(int period, int round, bool must)
    {
        var tale = new Tale();
        tale.Monitor["Tiers"] = new JsonObject { ["Critical"] = $"00:00:{period}" };
        tale.Node(At, "pve3", node => node with { Round = Second * round });
        Kinds(tale).ShouldBe(must ? [FindingKind.Missed] : []);
        Kinds(tale.Incident("NODE_SLOW:lab/pve3", At + (Minute * 10) + Second)).ShouldBeEmpty();
    }

    [Theory, InlineData(10, false), InlineData(60, true)]
    public void A_node_that_is_on_again_before_anybody_saw_it_off_has_a_minute_to_boot(double off, bool missed)
    {
        var tale = new Tale()
            .Node(At, "pve3", node => node with { Powered = false, Online = false, Heard = false, Quorate = false, Publishes = false })
            .Node(At + (Second * off), "pve3", node => node with { Powered = true, Publishes = true })
            .Node(At + (Second * 100), "pve3", node => node with { Online = true, Heard = true, Quorate = true });
        Kinds(tale).ShouldBe(missed ? [FindingKind.Missed] : []);
    }

    [Theory, InlineData("stopall", true), InlineData("startall", false)]
    public void A_node_that_is_shut_down_while_it_is_cut_off_may_be_called_down(string task, bool right)
    {
        var tale = new Tale().Node(At, "pve3", node => node with { Heard = false, Quorate = false })
            .Task(At + (Second * 10), At + (Second * 20), task, "", "pve3")
            .Incident("NODE_UNREACHABLE:lab/pve3", At + (Second * 15), At + (Minute * 5))
            .Incident("NODE_ISOLATED:lab/pve3", At + (Second * 20), At + (Minute * 5))
            .Node(At + (Minute * 5), "pve3", node => node with { Heard = true, Quorate = true });
        Kinds(tale).ShouldBe(right ? [] : [FindingKind.FalseAlarm]);
    }

    private static FindingKind[] Kinds(Tale tale) => [.. tale.Judged().Findings.Select(finding => finding.Kind).Distinct()];
}
