using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>Contradictions within what the monitor showed.</summary>
public class OutputTests
{
    private const string Crash = "VM_CRASHED:lab/100";
    private static readonly TimeSpan At = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_chain_with_a_problem_is_told()
    {
        new Tale { ChainProblem = "row 7 does not fit" }.Judged().Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Audit);
        new Tale().Judged().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void What_cannot_have_been_read_for_three_periods_is_not_fresh()
    {
        Tale Cut() => new Tale().Life(At, MonitorAction.CutOff).Life(At + Minute, MonitorAction.Reconnect);
        Cut().Look(At + (Second * 40)).Judged().Findings.ShouldBeEmpty();
        Cut().Look(At + (Second * 42)).Judged().Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Freshness);
        Cut().Look(At + (Second * 42), fresh: false).Judged().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void An_explanation_agrees_with_the_list()
    {
        Tale Crashed() => new Tale().Stops(At, 100, GuestEnd.Crash).Incident(Crash, At + Second);
        Crashed().Look(At + Minute, open: [Crash], explained: (100, [Crash])).Judged().Findings.ShouldBeEmpty();
        Crashed().Look(At + Minute, open: [Crash], explained: (100, []))
            .Judged().Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Explanation);
        Crashed().Look(At + Minute, explained: (100, [Crash]))
            .Judged().Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Explanation);
        Crashed().Look(At + (Second * 10), explained: (100, [Crash])).Judged().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_listed_while_the_database_is_away()
    {
        Tale Away() => new Tale().Stops(At, 100, GuestEnd.Crash).Life(At, MonitorAction.DatabaseAway)
            .Life(At + (Minute * 5), MonitorAction.DatabaseBack)
            .Incident("MONITOR_STORAGE_FAILED:monitor", At + Second, At + (Minute * 5)).Incident(Crash, At + (Minute * 5) + Second);
        Away().Look(At + (Minute * 4), explained: (100, [Crash])).Judged().Findings.ShouldBeEmpty();
        Away().Look(At + (Minute * 7), explained: (100, [Crash]))
            .Judged().Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Explanation);
    }

    [Fact]
    public void The_longest_blindness_is_from_the_first_look_that_is_not_fresh_to_the_next_that_is() => new Tale()
        .Look(At).Look(At + Second, fresh: false).Look(At + Minute, fresh: false).Look(At + (Minute * 2))
            .Judged().LongestBlindness.ShouldBe((Minute * 2) - Second);
}
