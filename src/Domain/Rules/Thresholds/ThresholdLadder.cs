using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>The rules for one metric, most severe first. At most one of them fires at a time.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Rules">The rules, by descending <see cref="ThresholdRule.RaiseAt"/>.</param>
[GenerateSerializer, Immutable, Alias("threshold-ladder")]
public sealed record ThresholdLadder([property: Id(0)] Metric Metric, [property: Id(1)] ImmutableArray<ThresholdRule> Rules)
{
    /// <summary>
    /// The interval between thresholds that contains a share. Within one band every rule decides alike, so a poll need not notify the
    /// entity's grain. Disabled rules add no edges. Null has a band of its own.
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
