using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Applies configured rules to threshold ladders.</summary>
/// <param name="kind">The kind of entity that the rules apply to; null for all.</param>
/// <param name="rules">The configured rules.</param>
/// <param name="section">The configuration key of the rules.</param>
/// <param name="problems">Collects the problems.</param>
internal sealed class LadderReader(SelectorKind? kind, IDictionary<string, RuleOptions> rules, string section, ProblemList problems)
{
    /// <summary>The ladder with the configured rules; the same instance if nothing changes.</summary>
    public ThresholdLadder Change(ThresholdLadder ladder)
    {
        var changed = ladder.Rules.Select(rule => Change(ladder.Metric, rule)).ToImmutableArray();
        if (changed.SequenceEqual(ladder.Rules)) return ladder;
        var enabled = changed.Where(rule => rule.Enabled).ToList();
        for (var i = 1; i < enabled.Count; i++)
        {
            var (severer, milder) = (enabled[i - 1], enabled[i]);
            problems.Require(
                severer.RaiseAt >= milder.RaiseAt && severer.ClearAt >= milder.ClearAt, $"{section}:{severer.Condition.ToName()}",
                $"must not raise or clear below {milder.Condition.ToName()}, which is milder.");
        }

        return ladder with { Rules = changed };
    }

    private ThresholdRule Change(Metric metric, ThresholdRule rule)
    {
        // A name with its owner, such as NODE_DISK_HIGH, is more specific and is applied last.
        var names = rules.Where(pair => pair.Value is not null && AppliesTo(metric, rule, pair.Key)).OrderBy(pair => pair.Key.Length);
        return names.Aggregate(rule, (current, pair) => Change(current, $"{section}:{pair.Key}", pair.Value));
    }

    private bool AppliesTo(Metric metric, ThresholdRule rule, string name) =>
        string.Equals(RuleNames.ConditionOf(name), rule.Condition.ToName(), StringComparison.OrdinalIgnoreCase)
        && RuleNames.MetricsOf(kind, name).Contains(metric);

    private ThresholdRule Change(ThresholdRule rule, string key, RuleOptions changed)
    {
        var raiseAt = changed.RaiseAt ?? rule.RaiseAt * 100;
        var clearAt = changed.ClearAt ?? Math.Min(rule.ClearAt * 100, raiseAt);
        problems.Within(raiseAt, 0, 100, $"{key}:RaiseAt");
        problems.Within(clearAt, 0, 100, $"{key}:ClearAt");
        problems.Require(clearAt <= raiseAt, $"{key}:ClearAt", "is above RaiseAt; it would clear what it has just raised.");
        problems.Within(changed.For ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(1), $"{key}:For");
        problems.Within(changed.KeepFiringFor ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(1), $"{key}:KeepFiringFor");
        problems.Within(changed.ForSamples ?? 1, 1, 1000, $"{key}:ForSamples");
        return rule with
        {
            Enabled = changed.Enabled ?? true,
            RaiseAt = raiseAt / 100,
            ClearAt = clearAt / 100,
            For = changed.For ?? rule.For,
            ForSamples = changed.ForSamples ?? rule.ForSamples,
            KeepFiringFor = changed.KeepFiringFor ?? rule.KeepFiringFor,
        };
    }
}
