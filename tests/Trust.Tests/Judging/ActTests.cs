using System.Text.Json.Nodes;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>Which acts a careful administrator would have taken: one that is right, and the same with one thing against it.</summary>
public class ActTests
{
    private const string Wake = "/nodes/pve3/wakeonlan";
    private const string Restart = "/nodes/pve3/services/chrony/restart";
    private static readonly TimeSpan At = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>What speaks against starting a guest that crashed.</summary>
    public static TheoryData<string> Objections =>
        ["it runs", "it is locked", "HA has it", "a task works on it", "its node is off", "level 2", "kill switch", "no act token",
            "never act", "no quorum", "few nodes", "window", "read token", "storm"];

    [Fact]
    public void Starting_what_crashed_is_right() => Crashed().Act(At + (Second * 20)).Judged().Findings.ShouldBeEmpty();

    [Theory, MemberData(nameof(Objections))]
    public void Starting_it_against_an_objection_is_wrong(string objection)
    {
        var tale = Crashed();
        var (before, token, quorate) = (At + (Second * 10), "monitor@pve!act", true);
        switch (objection)
        {
            case "it runs": tale.Runs(before, 100); break;
            case "it is locked":
                tale.Guest(before, 100, guest => guest with { Lock = "backup" })
                .Guest(At + (Second * 40), 100, guest => guest with { Lock = null }); break;
            case "HA has it": tale.Guest(before, 100, guest => guest with { Ha = "stopped" }); break;
            case "a task works on it": tale.Task(before, At + Minute, "qmclone", "100", "pve1"); break;
            case "its node is off":
                tale.Node(before, "pve1", node => node with { Powered = false, Online = false, Publishes = false })
                .Node(At + (Second * 40), "pve1", node => node with { Powered = true, Online = true, Publishes = true }); break;
            case "level 2": tale.Monitor = []; break;
            case "kill switch": tale.Life(before, MonitorAction.KillSwitchOn); break;
            case "no act token": tale.Repairs = false; break;
            case "never act": tale.Guest(before, 100, guest => guest with { Tags = "web;monitor-never-act" }); break;
            case "no quorum": quorate = false; break;
            case "few nodes":
                foreach (var node in (string[])["pve2", "pve3"]) tale.Node(before, node, one => one with { Online = false })
                    .Node(At + (Second * 40), node, one => one with { Online = true });
                break;
            case "window":
                tale.Monitor["Maintenance"] = JsonNode.Parse(
                """[{ "Name": "w", "Node": "lab/pve1", "From": "2026-11-24T06:30:00Z", "To": "2026-11-24T07:01:00Z" }]"""); break;
            case "read token": token = "monitor@pve!read"; break;
            default:
                for (var vmid = 110; vmid < 116; vmid++) tale.Stops(At - (Minute * 2), vmid, GuestEnd.Crash).Runs(At + (Minute * 10), vmid);
                tale.Incident("FAILURE_STORM:lab", At - (Minute * 2) + (Second * 20), At + (Minute * 4));
                break;
        }

        tale.Act(At + (Second * 20), token: token, quorate: quorate)
            .Judged().Findings.ShouldContain(finding => finding.Kind == FindingKind.WrongAct && finding.Subject == "100");
    }

    [Theory, InlineData(290, true), InlineData(310, false)]
    public void A_storm_is_on_until_nothing_has_failed_for_five_minutes(int seconds, bool isOn)
    {
        var tale = Crashed();
        for (var vmid = 110; vmid < 116; vmid++) tale.Stops(At, vmid, GuestEnd.Crash).Incident($"VM_CRASHED:lab/{vmid}", At + (Second * 5));
        tale.Act(At + (Second * seconds))
            .Judged().Findings.Where(finding => finding.Kind == FindingKind.WrongAct).Select(finding => finding.Subject)
            .ShouldBe(isOn ? ["100"] : []);
    }

    [Fact]
    public void What_changed_a_second_before_nobody_can_be_blamed_for() =>
        Crashed().Runs(At + (Second * 19), 100).Act(At + (Second * 20))
            .Judged().Findings.ShouldNotContain(finding => finding.Kind == FindingKind.WrongAct);

    [Fact]
    public void Starting_what_somebody_stopped_is_wrong() =>
        new Tale().Task(At - Second, At, "qmstop", "100", "pve1").Stops(At, 100, GuestEnd.Task).Act(At + (Second * 20))
            .Judged().Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.WrongAct);

    [Fact]
    public void What_a_person_approved_is_right()
    {
        var tale = Crashed();
        tale.Monitor = [];
        tale.Life(At + (Second * 18), MonitorAction.ApproveAll).Act(At + (Second * 20)).Judged().Findings.ShouldBeEmpty();
    }

    [Theory, InlineData("POST", "/nodes/pve1/qemu/100/status/stop"), InlineData("POST", "/nodes/pve1/qemu/100/migrate"),
        InlineData("POST", "/cluster/ha/resources")]
    public void What_no_runbook_knows_is_wrong(string method, string path)
    {
        method.ShouldBe("POST");
        Crashed().Act(At + (Second * 20), path, row: false)
            .Judged().Findings.ShouldContain(finding => finding.Kind == FindingKind.WrongAct);
    }

    [Fact]
    public void A_second_start_while_the_first_is_at_work_is_a_double() => Acts(
        Crashed().Task(At + (Second * 20), At + Minute, "qmstart", "100", "pve1", "monitor@pve!act").Act(At + (Second * 20))
            .Act(At + (Second * 50)), FindingKind.DoubleAct);

    [Fact]
    public void A_second_start_after_the_first_did_it_is_a_double() => Acts(
        Crashed().Task(At + (Second * 20), At + (Second * 21), "qmstart", "100", "pve1", "monitor@pve!act").Runs(At + (Second * 21), 100)
            .Act(At + (Second * 20)).Act(At + (Second * 40)), FindingKind.DoubleAct);

    [Fact]
    public void A_second_start_before_it_can_be_known_that_the_first_was_lost_is_a_double()
    {
        Acts(Crashed().Act(At + (Second * 20), status: 0).Act(At + (Second * 40)), FindingKind.DoubleAct);
        Acts(Crashed().Act(At + (Second * 20), status: 0).Act(At + (Second * 90)), null);
    }

    [Fact]
    public void A_second_start_after_the_first_failed_is_right() => Acts(
        Crashed().Task(At + (Second * 20), At + (Second * 21), "qmstart", "100", "pve1", "monitor@pve!act", "start failed")
            .Act(At + (Second * 20)).Act(At + (Second * 90)), null);

    [Fact]
    public void More_than_twice_the_attempts_of_an_incident_within_an_hour_are_wrong()
    {
        var tale = Crashed();
        for (var attempt = 1; attempt <= 6; attempt++) tale.Act(At + (Minute * attempt), status: 500);
        Acts(tale, null);
        Acts(tale.Act(At + (Minute * 7), status: 500), FindingKind.WrongAct);
    }

    [Fact]
    public void A_node_without_power_is_woken_and_no_other()
    {
        Acts(Off().Act(At + (Second * 20), Wake, "NODE_UNREACHABLE:lab/pve3"), null);
        Acts(new Tale().Act(At + (Second * 20), Wake, "NODE_UNREACHABLE:lab/pve3"), FindingKind.WrongAct);
        Acts(Off().Task(At - (Minute * 2), At - Minute, "stopall", "", "pve3")
            .Narrates(At - (Minute * 2), "node-shutting-down", null, "pve3").Act(At + (Second * 20), Wake, "NODE_UNREACHABLE:lab/pve3"),
            FindingKind.WrongAct);
    }

    [Fact]
    public void A_node_that_came_back_from_its_shutdown_and_lost_power_is_woken() =>
        Acts(Off().Task(At - (Minute * 9), At - (Minute * 8), "stopall", "", "pve3")
            .Narrates(At - (Minute * 9), "node-shutting-down", null, "pve3")
            .Node(At - (Minute * 8), "pve3", node => node with { Powered = false, Online = false, Publishes = false })
            .Node(At - (Minute * 5), "pve3", node => node with { Powered = true, Online = true, Publishes = true })
            .Act(At + (Second * 20), Wake, "NODE_UNREACHABLE:lab/pve3"), null);

    [Fact]
    public void A_service_that_failed_is_restarted_and_no_other()
    {
        const string About = "SERVICE_DOWN:lab/pve3/chrony";
        Acts(new Tale().Service(At, "failed").Act(At + Minute, Restart, About), null);
        Acts(new Tale().Service(At, "dead").Act(At + Minute, Restart, About), FindingKind.WrongAct);
        Acts(new Tale().Act(At + Minute, Restart, About), FindingKind.WrongAct);
    }

    [Fact]
    public void An_act_without_its_row_is_an_audit_finding() => Crashed().Act(At + (Second * 20), row: false)
        .Judged().Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Audit);

    private static Tale Crashed() => new Tale().Stops(At, 100, GuestEnd.Crash).Incident("VM_CRASHED:lab/100", At + (Second * 5));

    private static Tale Off() => new Tale().Node(At, "pve3", node => node with { Powered = false, Online = false, Publishes = false });

    private static void Acts(Tale tale, FindingKind? expected)
    {
        FindingKind[] kinds = [FindingKind.WrongAct, FindingKind.DoubleAct, FindingKind.Audit];
        var found = tale.Judged().Findings.Select(finding => finding.Kind).Where(kinds.Contains).ToList();
        if (expected is { } kind) found.ShouldContain(kind);
        else found.ShouldBeEmpty();
    }
}
