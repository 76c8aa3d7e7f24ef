using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Merges the configured rules and overrides with the default rules.</summary>
internal static class RuleReader
{
    public static RuleSet Read(MonitorOptions options, ProblemList problems)
    {
        var (thresholds, switches) = Split(options.Rules, null, "Rules", problems);
        CheckNames(thresholds, kind: null, "Rules", problems);
        var reader = new LadderReader(null, thresholds, "Rules", problems);
        var ladders = RuleSet.Default.Ladders.ToImmutableDictionary(pair => pair.Key, pair => reader.Change(pair.Value));
        return RuleSet.Default with
        {
            TasklessStop = options.Detection.TasklessStop,
            Ladders = ladders,
            Disabled = [.. switches.Where(pair => !pair.Value).Select(pair => pair.Key)],
            Overrides = [.. options.Overrides.Select((configured, place) => Override(configured, place, ladders, options, problems))
                .OfType<RuleOverride>()],
        };
    }

    private static RuleOverride? Override(
        OverrideOptions configured, int place, ImmutableDictionary<Metric, ThresholdLadder> ladders, MonitorOptions options,
        ProblemList problems)
    {
        var key = $"Overrides:{place}";
        var selector = SelectorReader.Read(configured, options, key, problems);
        problems.Require(configured.Rules.Count > 0, $"{key}:Rules", "is empty; name at least one rule.");
        if (selector is null) return null;
        var (thresholds, switches) = Split(configured.Rules, selector.Kind, $"{key}:Rules", problems);
        CheckNames(thresholds, selector.Kind, $"{key}:Rules", problems);
        var reader = new LadderReader(selector.Kind, thresholds, $"{key}:Rules", problems);
        var ladderPairs = RuleNames.MetricsOf(selector.Kind, "").Union([Metric.GuestMemory, Metric.GuestCpu])
            .Select(metric => (Before: ladders[metric], After: reader.Change(ladders[metric])))
            .Where(pair => IsListed(thresholds, selector.Kind, pair.Before) || !ReferenceEquals(pair.Before, pair.After));
        return new(selector, ladderPairs.ToImmutableDictionary(pair => pair.After.Metric, pair => pair.After)) { Switches = switches };
    }

    // An override that repeats the global rules still counts: it precedes less specific ones.
    private static bool IsListed(IDictionary<string, RuleOptions> rules, SelectorKind kind, ThresholdLadder ladder) => rules.Keys.Any(
        name => RuleNames.MetricsOf(kind, name).Contains(ladder.Metric)
            && ladder.Rules.Any(
                rule => string.Equals(rule.Condition.ToName(), RuleNames.ConditionOf(name), StringComparison.OrdinalIgnoreCase)));

    private static void CheckNames(IDictionary<string, RuleOptions> rules, SelectorKind? kind, string section, ProblemList problems)
    {
        var known = RuleNames.All(kind);
        var switches = kind is null ? "" : string.Join(", ", RuleNames.Switches(kind).Select(condition => condition.ToName()));
        foreach (var name in rules.Keys)
        {
            problems.Require(
                known.Contains(name, StringComparer.OrdinalIgnoreCase), $"{section}:{name}",
                $"is not a condition with thresholds {(kind is null ? "" : "here")}; there are "
                    + $"{string.Join(", ", known)}{(switches.Length > 0 ? $", and to be switched {switches}" : "")}.");
        }
    }

    private static (Dictionary<string, RuleOptions> Thresholds, ImmutableDictionary<ConditionType, bool> Switches) Split(
        IDictionary<string, RuleOptions> rules, SelectorKind? kind, string section, ProblemList problems)
    {
        var thresholds = new Dictionary<string, RuleOptions>(StringComparer.OrdinalIgnoreCase);
        var switches = ImmutableDictionary.CreateBuilder<ConditionType, bool>();
        foreach (var (name, rule) in rules)
        {
            if (!ConditionCatalog.TryParse(name, out var condition) || !RuleNames.Switches(kind).Contains(condition))
            {
                thresholds[name] = rule;
                continue;
            }

            problems.Require(
                rule is { RaiseAt: null, ClearAt: null, For: null, ForSamples: null, KeepFiringFor: null }, $"{section}:{name}",
                "has no thresholds; only Enabled can be set.");
            switches[condition] = rule.Enabled ?? true;
        }

        return (thresholds, switches.ToImmutable());
    }
}
