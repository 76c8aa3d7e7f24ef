using OrleansMonitor.Simulator.Options;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Reporting;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Reporting;

public class ReportTests
{
    // Garwood's table of exact limits for a Poisson mean at 95 %.
    [Theory, InlineData(0, 0, 3.689), InlineData(1, 0.0253, 5.572), InlineData(3, 0.619, 8.767), InlineData(10, 4.795, 18.39),
        InlineData(100, 81.36, 121.63)]
    public void A_count_bounds_its_rate(int events, double low, double high)
    {
        var found = Confidence.Poisson(events);
        found.Low.ShouldBe(low, 0.01);
        found.High.ShouldBe(high, 0.01);
    }

    // Clopper and Pearson's limits for a share at 95 %.
    [Theory, InlineData(0, 10, 0, 0.3085), InlineData(1, 10, 0.0025, 0.4450), InlineData(5, 10, 0.1871, 0.8129),
        InlineData(10, 10, 0.6915, 1), InlineData(0, 1000, 0, 0.003682)]
    public void Hits_bound_their_share(int hits, int trials, double low, double high)
    {
        var found = Confidence.Share(hits, trials);
        found.Low.ShouldBe(low, 0.0001);
        found.High.ShouldBe(high, 0.0001);
    }

    [Fact]
    public void Nothing_tried_says_nothing() => Confidence.Share(0, 0).ShouldBe((0, 1));

    [Fact]
    public void Percentiles_are_nearest_ranks()
    {
        var times = Enumerable.Range(1, 100).Select(second => TimeSpan.FromSeconds(second)).ToList();
        Figures.Percentile(times, 0.5).ShouldBe(TimeSpan.FromSeconds(50));
        Figures.Percentile(times, 0.99).ShouldBe(TimeSpan.FromSeconds(99));
        Figures.Percentile(times, 1).ShouldBe(TimeSpan.FromSeconds(100));
        Figures.Percentile([TimeSpan.FromSeconds(7)], 0.5).ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void Plays_are_counted_by_version_and_profile()
    {
        var report = new TrustReport();
        report.Add(Of("8.4.21", StoryProfile.Real), new(TimeSpan.FromSeconds(2), 5), Judged(guestDays: 500, missed: 1));
        report.Add(Of("8.4.21", StoryProfile.Real), new(TimeSpan.FromSeconds(3), 5), Judged(guestDays: 500, missed: 0));
        report.Add(Of("9.1.2", StoryProfile.Stress), new(TimeSpan.FromSeconds(1), 5), Judged(guestDays: 100, missed: 0));
        report.All.Keys.ShouldBe(["8, Real", "9, Stress"]);
        var real = report.All["8, Real"];
        (real.Plays, real.GuestDays, real[FindingKind.Missed], real.Cpu).ShouldBe((2, 1000d, 1, TimeSpan.FromSeconds(5)));
        var text = report.ToMarkdown();
        text.ShouldContain(
            "| 8, Real | 2 | 2 | 1000 | 0 (≤ 3.689) | 1 (≤ 5.572) | 0 of 4 (≤ 60.24%) | 0 of 4 (≤ 60.24%) | 0 | 1.5 | 12 s |");
        text.ShouldContain("| 8, Real | `GuestCrashed` | 2 | 17 s | 17 s |");
        report.ToConsole().ShouldMatch("8, Real +GuestCrashed +2 +17 s +17 s");
    }

    private static Story Of(string version, StoryProfile profile) =>
        new()
        {
            Seed = 1,
            Profile = profile,
            Cluster = new SimulatorOptions { Version = version },
            RunFor = TimeSpan.FromDays(1),
            Steps = []
        };

    private static PlayResult Judged(double guestDays, int missed) => new()
    {
        Findings = [.. Enumerable.Repeat(new Finding(FindingKind.Missed, "crash of 100", Story.Start, ""), missed)],
        Told = [new(FaultKind.GuestCrashed, "crash of 101", Story.Start, Story.Start, Story.Start.AddSeconds(17))],
        GuestDays = guestDays,
        Faults = 2,
        Notices = 3,
        Acts = 2,
        LongestBlindness = TimeSpan.FromSeconds(12),
    };
}
