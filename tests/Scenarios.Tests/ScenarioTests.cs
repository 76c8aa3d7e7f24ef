using OrleansMonitor.Scenarios.Tests.Playing;
using OrleansMonitor.Scenarios.Tests.Telling;

namespace OrleansMonitor.Scenarios.Tests;

/// <summary>Plays every folder below <c>Scenarios</c> (docs/scenarios.md).</summary>
public sealed class ScenarioTests
{
    private static bool Rewrites => Environment.GetEnvironmentVariable("UPDATE_NARRATION") == "1";

    public static TheoryData<string> Names => [.. Scenario.Names()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Plays_as_narrated(string scenario)
    {
        var run = await ScenarioPlayer.Play(Scenario.Load(scenario));

        if (Rewrites) run.Scenario.Expect(run.Narration);
        if (!SameStory.Tell(run.Scenario.Expected, run.Narration))
            Assert.Fail($"{scenario} is told otherwise than in its expected.txt (UPDATE_NARRATION=1 rewrites it):\n{TextDiff.Of(run.Scenario.Expected, run.Narration)}\n{run.Complaints}");
        Verdict.Of(run).ShouldBeEmpty();
    }
}
