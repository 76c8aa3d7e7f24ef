using OrleansMonitor.Scenarios.Tests.Playing;
using OrleansMonitor.Scenarios.Tests.Telling;

namespace OrleansMonitor.Scenarios.Tests;

/// <summary>Plays every scenario below <c>Scenarios</c> (docs/scenarios.md).</summary>
public sealed class ScenarioTests
{
    private static bool Rewrites => Environment.GetEnvironmentVariable("UPDATE_NARRATION") == "1";

    public static TheoryData<string> Names => [.. Scenario.Names()];

    [Fact]
    public void Every_scenario_says_what_it_shows()
    {
        foreach (var name in Scenario.Names()) Scenario.Load(name).File.Shows.ShouldNotBeNullOrWhiteSpace(name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Plays_as_narrated(string scenario)
    {
        var play = Scenario.Load(scenario);
        TestContext.Current.TestOutputHelper?.WriteLine(play.Script);

        var run = await ScenarioPlayer.Play(play);

        if (Rewrites) play.Expect(run.Narration);
        var expected = play.Expected;
        if (!SameStory.Tell(expected, run.Narration))
        {
            Assert.Fail(
                $"{scenario} is told otherwise than in its expected.txt (UPDATE_NARRATION=1 rewrites it). It shows: {play.File.Shows}\n"
                + $"{TextDiff.Of(expected, run.Narration)}\n{run.Complaints}");
        }

        Verdict.Of(run).ShouldBeEmpty();
    }
}
