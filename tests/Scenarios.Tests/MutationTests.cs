using OrleansMonitor.Scenarios.Tests.Playing;
using OrleansMonitor.Scenarios.Tests.Telling;
using OrleansMonitor.Trust.Mutating;

namespace OrleansMonitor.Scenarios.Tests;

/// <summary>Plays every scenario once more for each rule that it guards, with that rule taken out: it must be told otherwise.</summary>
public sealed class MutationTests
{
    private static bool Wanted => Environment.GetEnvironmentVariable("MUTATE") == "1";

    public static TheoryData<string, string> Guards
    {
        get
        {
            var all = new TheoryData<string, string>();
            if (!Wanted) all.Add("every scenario", "each of its rules");
            if (!Wanted) return all;
            foreach (var name in Scenario.Names())
            {
                foreach (var rule in Scenario.Load(name).File.Guards) all.Add(name, rule);
            }

            return all;
        }
    }

    [Fact]
    public void Every_scenario_guards_a_rule_that_can_be_taken_out()
    {
        foreach (var name in Scenario.Names())
        {
            var guards = Scenario.Load(name).File.Guards;
            guards.ShouldNotBeEmpty(name);
            foreach (var rule in guards) Mutations.Without(rule).Name.ShouldBe(rule);
        }
    }

    [Theory, Trait("Run", "OnDemand")]
    [MemberData(nameof(Guards))]
    public async Task Is_told_otherwise_without_its_rule(string scenario, string rule)
    {
        Assert.SkipUnless(Wanted, "takes minutes: MUTATE=1 runs it");
        var play = Scenario.Load(scenario);

        var run = await ScenarioPlayer.Play(play, Mutations.Without(rule));

        SameStory.Tell(play.Expected, run.Narration).ShouldBeFalse($"{scenario} does not notice that {rule} is gone");
    }
}
