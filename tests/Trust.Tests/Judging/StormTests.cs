using System.Text.Json.Nodes;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>Many failures at once are a storm: from when they can be seen, and only of what lasts.</summary>
public sealed class StormTests
{
    private static readonly TimeSpan At = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_storm_is_told_in_place_of_its_guests()
    {
        Tale Tale()
        {
            var tale = new Tale();
            for (var vmid = 110; vmid < 116; vmid++) tale.Stops(At + Second, vmid, GuestEnd.Crash).Runs(At + (Minute * 20), vmid);
            return tale;
        }

        Tale().Incident("FAILURE_STORM:lab", At + (Second * 20), At + (Minute * 6)).Judged().Findings.ShouldBeEmpty();
        Tale().Judged().Findings.Count(finding => finding.Kind == FindingKind.Missed).ShouldBe(7);
        Only(FindingKind.FalseAlarm, new Tale().Incident("FAILURE_STORM:lab", At, At + Minute));
    }

    [Fact]
    public void What_failed_one_by_one_while_nobody_could_see_it_may_be_told_as_a_storm_once_it_is_seen()
    {
        Tale Tale(bool blind)
        {
            var tale = new Tale();
            if (blind) tale.Life(At - Minute, MonitorAction.Kill).Life(At + (Minute * 60), MonitorAction.Start);
            for (var vmid = 110; vmid < 116; vmid++) tale.Stops(At + (Minute * 10 * (vmid - 110)), vmid, GuestEnd.Crash);
            return tale.Incident("FAILURE_STORM:lab", At + (Minute * 61), At + (Minute * 66));
        }

        Tale(blind: true).Judged().Findings.ShouldBeEmpty();
        Tale(blind: false).Judged().Findings.ShouldContain(finding => finding.Kind == FindingKind.FalseAlarm);
    }

    [Fact]
    public void A_storm_ends_where_somebody_lets_repairs_go_on()
    {
        Tale Tale()
        {
            var tale = new Tale();
            for (var vmid = 110; vmid < 116; vmid++) tale.Stops(At + Second, vmid, GuestEnd.Crash).Runs(At + (Minute * 20), vmid);
            return tale.Incident("FAILURE_STORM:lab", At + (Second * 20), At + (Minute * 2));
        }

        Tale().Life(At + (Minute * 2), MonitorAction.ResumeAfterStorm).Judged().Findings.ShouldBeEmpty();
        Only(FindingKind.EndedEarly, Tale());
    }

    [Fact]
    public void A_storm_in_which_repairs_are_awaited_in_silence_is_one_from_its_begin()
    {
        var tale = Silent();
        for (var vmid = 110; vmid < 116; vmid++) tale.Stops(At, vmid, GuestEnd.Crash);
        tale.Incident("FAILURE_STORM:lab", At + Second, At + TimeSpan.FromMinutes(6));
        tale.Judged().Findings.ShouldNotContain(finding => finding.Kind == FindingKind.FalseAlarm);
    }

    [Fact]
    public void Who_lets_repairs_go_on_has_seen_what_failed_before_though_it_is_told_later()
    {
        Tale Tale()
        {
            var tale = Silent();
            for (var vmid = 110; vmid < 118; vmid++)
                tale.Stops(At + Second, vmid, GuestEnd.Crash).Incident($"VM_CRASHED:lab/{vmid}", At + TimeSpan.FromMinutes(3));
            return tale;
        }

        Kinds(Tale()).ShouldBe([FindingKind.Missed]);
        Kinds(Tale().Life(At + (Second * 40), MonitorAction.ResumeAfterStorm)).ShouldBeEmpty();
    }

    [Theory, InlineData(50, false), InlineData(90, true)]
    public void Whoever_is_back_before_anybody_can_see_it_is_no_part_of_a_storm(double back, bool missed)
    {
        var tale = new Tale().Life(At - Minute, MonitorAction.Kill).Life(At + (Minute * 60), MonitorAction.Start);
        for (var vmid = 110; vmid < 116; vmid++) tale.Stops(At, vmid, GuestEnd.Crash).Runs(At + (Minute * back), vmid);
        tale.Judged().Findings.Any(finding => finding.Subject == "storm").ShouldBe(missed);
    }

    private static Tale Silent()
    {
        var tale = new Tale();
        tale.Monitor["Autonomy"] = new JsonObject { ["Level"] = 4 };
        return tale;
    }

    private static void Only(FindingKind kind, Tale tale) => Kinds(tale).ShouldBe([kind]);

    private static FindingKind[] Kinds(Tale tale) => [.. tale.Judged().Findings.Select(finding => finding.Kind).Distinct()];
}
