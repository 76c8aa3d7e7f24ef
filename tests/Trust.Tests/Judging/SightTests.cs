using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>What can be seen of nodes and of the cluster, and by when.</summary>
public class SightTests
{
    private static readonly TimeSpan At = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, InlineData(8, false), InlineData(12, true)]
    public void A_cluster_whose_answers_are_late_is_unreachable_only_where_they_are_not_waited_for(int seconds, bool isMissed)
    {
        var tale = new Tale().Injects(At, new FaultRule { Delay = Second * seconds }).Injects(At + (Minute * 10));
        tale.Judged().Findings.Select(finding => finding.Kind).ShouldBe(isMissed ? [FindingKind.Missed] : []);
    }

    [Theory, InlineData(200, false), InlineData(301, true), InlineData(403, true), InlineData(502, true)]
    public void A_cluster_that_gives_another_answer_than_its_rows_is_unreachable(int status, bool isMissed)
    {
        var tale = new Tale().Injects(At, new FaultRule { Status = status }).Injects(At + (Minute * 10));
        tale.Judged().Findings.Select(finding => finding.Kind).ShouldBe(isMissed ? [FindingKind.Missed] : []);
    }

    [Theory, InlineData(true, false), InlineData(false, true)]
    public void The_first_fault_that_matches_decides_whether_rows_can_be_read(bool dropsFirst, bool isMissed)
    {
        var drops = new FaultRule { PathPrefix = "/cluster/resources", DropRows = id => id == "lxc/129" };
        var fails = new FaultRule { Status = 598 };
        var tale = new Tale().Injects(At, dropsFirst ? [drops, fails] : [fails, drops]).Injects(At + (Minute * 10));
        tale.Judged().Findings.Any(finding => finding is { Kind: FindingKind.Missed, Subject: not null }).ShouldBe(isMissed);
    }

    [Theory, InlineData(5, false), InlineData(20, true)]
    public void A_pause_of_pvestatd_of_the_last_quarter_of_an_hour_looks_like_a_slow_round(int minutes, bool isMissed)
    {
        var tale = new Tale().Node(At - (Minute * minutes), "pve3", node => node with { Publishes = false })
            .Node(At - (Minute * minutes) + (Second * 25), "pve3", node => node with { Publishes = true })
            .Node(At, "pve3", node => node with { Publishes = false })
            .Incident("NODE_FROZEN:lab/pve3", At + (Second * 105), At + (Minute * 31))
            .Node(At + (Minute * 30), "pve3", node => node with { Publishes = true });
        tale.Judged().Findings.Select(finding => finding.Kind).ShouldBe(isMissed ? [FindingKind.Missed] : []);
    }

    [Fact]
    public void A_node_whose_figures_are_slow_must_be_watched_for_ten_minutes_anew_after_a_break()
    {
        Tale Slow() => new Tale().Node(At, "pve3", node => node with { Round = Second * 45 })
            .Life(At + (Minute * 2), MonitorAction.CutOff).Life(At + (Minute * 12), MonitorAction.Reconnect);
        var told = At + (Minute * 22);
        Slow().Incident("NODE_SLOW:lab/pve3", told).Judged().Findings.ShouldNotContain(finding => finding.Subject == "pve3 slow");
        Slow().Judged().Findings.ShouldContain(finding => finding.Kind == FindingKind.Missed && finding.Subject == "pve3 slow");
    }
}
