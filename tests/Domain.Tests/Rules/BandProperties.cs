namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class BandProperties
{
    [Fact]
    public void Two_shares_in_one_band_get_the_same_verdict_from_any_state() =>
        Gen.Select(ThresholdGens.Any, ThresholdGens.Shares, ThresholdGens.Share, ThresholdGens.Share)
            .Where((ladder, _, one, other) => ladder.Band(one) == ladder.Band(other))
            .Sample((ladder, history, one, other) =>
            {
                var state = new ThresholdState();
                for (var i = 0; i < history.Length; i++)
                    state = ThresholdEvaluator.Evaluate(ladder, state, history[i], Given.At(i * ThresholdGens.Tick)).State;

                var now = Given.At(history.Length * ThresholdGens.Tick);
                Essence(ThresholdEvaluator.Evaluate(ladder, state, one, now))
                    .ShouldBe(Essence(ThresholdEvaluator.Evaluate(ladder, state, other, now)));
            });

    [Fact]
    public void Every_edge_parts_two_bands()
    {
        double[] edges = [0.85, 0.90, 0.95];
        foreach (var edge in edges) Given.Disk.Band(edge).ShouldNotBe(Given.Disk.Band(edge + 1e-9), $"edge {edge}");

        Given.Disk.Band(0.2).ShouldBe(Given.Disk.Band(0.85));
        Given.Disk.Band(0.96).ShouldBe(Given.Disk.Band(1.0));
    }

    [Fact]
    public void No_data_has_a_band_of_its_own()
    {
        Given.Disk.Band(null).ShouldNotBe(Given.Disk.Band(0));
    }

    [Fact]
    public void A_figure_without_a_ladder_has_one_band()
    {
        var rules = RuleSet.Default with { Ladders = RuleSet.Default.Ladders.Remove(Metric.NodeDisk) };

        rules.Band(Metric.NodeDisk, 0.99).ShouldBe(rules.Band(Metric.NodeDisk, 0.1));
    }

    // The value that raised is told, so it may differ; nothing else may.
    private static object Essence(ThresholdVerdict verdict) => (
        verdict.State.Firing?.Condition, verdict.State.Firing?.Since, verdict.State.Pending,
        verdict.Raised?.Condition, verdict.Raised?.Severity, verdict.Cleared?.Condition);
}
