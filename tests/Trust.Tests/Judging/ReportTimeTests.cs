using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>When a crash must be reported, and how long its incident may stay open.</summary>
public class ReportTimeTests
{
    private const string Crash = "VM_CRASHED:lab/100";
    private static readonly TimeSpan At = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_crash_that_lasts_less_than_its_bound_need_not_be_told() => new Tale().Stops(At, 100, GuestEnd.Crash)
        .Runs(At + (Second * 59), 100).Judged().Findings.ShouldBeEmpty();

    [Theory, InlineData(MonitorAction.Kill, MonitorAction.Start), InlineData(MonitorAction.CutOff, MonitorAction.Reconnect),
        InlineData(MonitorAction.DatabaseAway, MonitorAction.DatabaseBack)]
    public void What_happens_while_the_monitor_cannot_know_is_told_afterwards(MonitorAction away, MonitorAction back)
    {
        Tale Tale() => new Tale().Life(At - Minute, away).Stops(At, 100, GuestEnd.Crash).Life(At + (Minute * 30), back);
        Tale().Runs(At + (Minute * 29), 100).Judged().Findings.ShouldNotContain(finding => finding.Subject == "crash of 100");
        Tale().Judged().Findings.ShouldContain(finding => finding.Kind == FindingKind.Missed && finding.Subject == "crash of 100"
            && finding.At <= Story.Start + At + (Minute * 33));
    }

    [Fact]
    public void At_level_0_a_fault_is_kept_and_not_told()
    {
        Tale Tale() => new Tale { Monitor = new() { ["Autonomy"] = new System.Text.Json.Nodes.JsonObject { ["Level"] = 0 } } }.Stops(At,
            100, GuestEnd.Crash);
        Tale().Incident(Crash, At + (Second * 59), told: false).Judged().Findings.ShouldBeEmpty();
        Only(FindingKind.Missed, Tale().Incident(Crash, At + (Second * 61), told: false));
    }

    [Fact]
    public void A_maintenance_window_holds_a_notice_until_its_end()
    {
        Tale Tale() => new()
        {
            Monitor = System.Text.Json.Nodes.JsonNode
                .Parse("""{ "Maintenance": [{ "Name": "w", "Guest": "lab/100", "From": "2026-11-24T06:30:00Z", "To": "2026-11-24T08:00:00Z" }] }""")!.AsObject(),
        };
        Tale().Stops(At, 100, GuestEnd.Crash).Incident(Crash, TimeSpan.FromHours(2) + (Second * 30)).Judged().Findings.ShouldBeEmpty();
        Only(FindingKind.Missed, Tale().Stops(At, 100, GuestEnd.Crash));
        Only(FindingKind.Missed, Tale().Stops(TimeSpan.FromMinutes(20), 100, GuestEnd.Crash));
    }

    [Fact]
    public void A_clock_that_was_set_is_told()
    {
        var tale = new Tale().Life(At, MonitorAction.SetClock, TimeSpan.FromHours(-2));
        Only(FindingKind.Missed, tale);
        tale.SaysOfClock(At + Minute).Judged().Told.ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.ClockSet);
    }

    [Fact]
    public void What_flaps_may_stay_open_for_half_an_hour_longer()
    {
        Tale Tale()
        {
            var tale = new Tale();
            for (var time = 0; time < 3; time++) tale.Stops(At + (Minute * 10 * time), 100, GuestEnd.Crash)
                .Runs(At + (Minute * ((10 * time) + 1)), 100);
            return tale.Incident(Crash, At + (Second * 10), At + (Second * 70))
                .Incident(Crash, At + (Minute * 10) + (Second * 10), At + (Minute * 11));
        }

        var third = At + (Minute * 20) + (Second * 10);
        Tale().Incident(Crash, third, At + (Minute * 51)).Judged().Findings.ShouldBeEmpty();
        Only(FindingKind.NotEnded, Tale().Incident(Crash, third, At + (Minute * 53)));
    }

    private static void Only(FindingKind kind, Tale tale) => tale.Judged().Findings.Select(finding => finding.Kind).Distinct()
        .ShouldBe([kind]);
}
