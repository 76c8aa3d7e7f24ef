using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>The rules on one figure, most severe first. At most one of them fires at a time.</summary>
/// <param name="Metric">The figure.</param>
/// <param name="Rules">The rules, by falling <see cref="ThresholdRule.RaiseAt"/>.</param>
[GenerateSerializer, Immutable, Alias("threshold-ladder")]
public sealed record ThresholdLadder([property: Id(0)] Metric Metric, [property: Id(1)] ImmutableArray<ThresholdRule> Rules)
{
    /// <summary>
    /// Which stretch between thresholds a share lies in. Two shares in one band cannot make any rule of the ladder judge
    /// differently, so a poll need not trouble the entity about them; a rule that is not enabled judges only what it raised before. Null
    /// has a band of its own.
    /// </summary>
    public int Band(double? share)
    {
        if (share is not { } value) return -1;
        var band = 0;
        foreach (var rule in Rules)
        {
            if (!rule.Enabled) continue;
            if (value > rule.RaiseAt) band++;
            if (value > rule.ClearAt) band++;
        }

        return band;
    }
}
