using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Brings configured thresholds and the default rules together.</summary>
internal static class RuleReader
{
    public static RuleSet Read(MonitorOptions options, ProblemList problems)
    {
        var known = RuleSet.Default.Ladders.Values.SelectMany(ladder => ladder.Rules).Select(rule => rule.Condition.ToName()).Distinct().Order().ToList();
        foreach (var name in options.Rules.Keys)
        {
            problems.Unless(
                known.Contains(name, StringComparer.OrdinalIgnoreCase), $"Rules:{name}", $"is not a condition with thresholds; there are {string.Join(", ", known)}.");
        }

        return RuleSet.Default with
        {
            TasklessStop = options.Detection.TasklessStop,
            Ladders = RuleSet.Default.Ladders.ToImmutableDictionary(pair => pair.Key, pair => Ladder(pair.Value, options, problems)),
        };
    }

    private static ThresholdLadder Ladder(ThresholdLadder ladder, MonitorOptions options, ProblemList problems)
    {
        var rules = ladder.Rules.Select(rule => Rule(rule, options, problems)).ToImmutableArray();
        for (var i = 1; i < rules.Length; i++)
        {
            var (harder, milder) = (rules[i - 1], rules[i]);
            problems.Unless(
                harder.RaiseAt >= milder.RaiseAt && harder.ClearAt >= milder.ClearAt, $"Rules:{harder.Condition.ToName()}",
                $"must not raise or clear below {milder.Condition.ToName()}, which is milder.");
        }

        return ladder with { Rules = rules };
    }

    private static ThresholdRule Rule(ThresholdRule rule, MonitorOptions options, ProblemList problems)
    {
        var name = rule.Condition.ToName();
        if (!options.Rules.TryGetValue(name, out var changed) || changed is null) return rule;
        var key = $"Rules:{name}";
        var raiseAt = changed.RaiseAt ?? rule.RaiseAt * 100;
        var clearAt = changed.ClearAt ?? Math.Min(rule.ClearAt * 100, raiseAt);
        problems.Within(raiseAt, 0, 100, $"{key}:RaiseAt");
        problems.Within(clearAt, 0, 100, $"{key}:ClearAt");
        problems.Unless(clearAt <= raiseAt, $"{key}:ClearAt", "is above RaiseAt; it would clear what it has just raised.");
        problems.Within(changed.For ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(1), $"{key}:For");
        problems.Within(changed.KeepFiringFor ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(1), $"{key}:KeepFiringFor");
        problems.Within(changed.ForSamples ?? 1, 1, 1000, $"{key}:ForSamples");
        return rule with
        {
            RaiseAt = raiseAt / 100,
            ClearAt = clearAt / 100,
            For = changed.For ?? rule.For,
            ForSamples = changed.ForSamples ?? rule.ForSamples,
            KeepFiringFor = changed.KeepFiringFor ?? rule.KeepFiringFor,
        };
    }
}
