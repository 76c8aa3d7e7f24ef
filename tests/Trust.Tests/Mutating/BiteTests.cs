using OrleansMonitor.Trust.Mutating;

namespace OrleansMonitor.Trust.Tests.Mutating;

/// <summary>Whether the judge finds a monitor that was broken on purpose.</summary>
public sealed class BiteTests
{
    [Fact]
    public void Every_rule_of_the_list_can_be_taken_out()
    {
        MutationList.All.Length.ShouldBeGreaterThanOrEqualTo(40);
        foreach (var rule in MutationList.All) Mutations.Without(rule).Name.ShouldBe(rule);
    }

    [Fact]
    public async Task A_monitor_that_sends_everything_twice_is_found()
    {
        var (exitCode, output, errors) =
            await TrustProcess.Run("bite", "--rules", "acts:twice", "--cluster-days", "0.2", "--may-miss", "0");

        exitCode.ShouldBe(0, output + errors);
        output.ShouldContain("acts:twice: found in story 1, seed 1: DoubleAct");
    }

    [Fact]
    public async Task A_monitor_that_nothing_was_taken_from_is_not()
    {
        var (exitCode, output, errors) = await TrustProcess.Run("bite", "--rules", "settings", "--cluster-days", "0.2", "--may-miss", "0");

        exitCode.ShouldBe(1, output + errors);
        output.ShouldContain("settings: NOT FOUND in 1 stories");
    }
}
