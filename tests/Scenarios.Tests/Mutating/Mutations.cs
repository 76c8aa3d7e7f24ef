using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Causes;

namespace OrleansMonitor.Scenarios.Tests.Mutating;

/// <summary>How each rule that a scenario can guard is taken out.</summary>
internal static class Mutations
{
    public static Mutation Without(string rule)
    {
        var (kind, name) = rule.Split(':', 2) is [var first, var second] ? (first, second) : (rule, rule);
        return kind switch
        {
            "cause" => Seeing(rule, CauseBlindness.Of(name) ?? throw Unknown(rule)),
            "sense" => Seeing(rule, Blindness.Of(name) ?? throw Unknown(rule)),
            "policy" => Ruled(rule, rules => rules with { TasklessStop = name == "never" ? StopPolicy.Never : StopPolicy.Always }),
            "patience" => Ruled(rule, rules => rules with { UnreachableAfter = 1 }),
            "rule" => Ruled(rule, rules => rules with { Ladders = Weaker(rules.Ladders, name) }),
            "endpoints" => new(rule) { OneEndpoint = true },
            "memory" => new(rule) { Forgets = true },
            _ => ConditionNames.TryParse(name, out var condition) ? Condition(condition) : throw Unknown(rule),
        };
    }

    // What the condition's rule decides reaches neither an incident nor the feed.
    private static Mutation Condition(ConditionType condition) => new(condition.ToName())
    {
        Decorate = services => services.AddSingleton<IIncomingGrainCallFilter>(new ConditionFilter(condition)),
    };

    private static Mutation Seeing(string rule, Func<Sight> sight) => new(rule)
    {
        Decorate = services =>
        {
            var inner = services.Last(service => service.ServiceType == typeof(IProbe));
            services.Remove(inner);
            services.AddSingleton(provider => BlindfoldedProbe.Around((IProbe)inner.ImplementationFactory!(provider), sight()));
        },
    };

    private static Mutation Ruled(string rule, Func<RuleSet, RuleSet> change) => new(rule)
    {
        Settings = whole => whole with { Rules = change(whole.Rules) },
    };

    private static ImmutableDictionary<Metric, ThresholdLadder> Weaker(ImmutableDictionary<Metric, ThresholdLadder> ladders, string what) =>
        ladders.ToImmutableDictionary(pair => pair.Key, pair => pair.Value with { Rules = [.. pair.Value.Rules.Select(rule => Weaker(rule, what))] });

    private static ThresholdRule Weaker(ThresholdRule rule, string what) => what == "hysteresis"
        ? rule with { ClearAt = rule.RaiseAt }
        : rule with { For = TimeSpan.Zero, ForSamples = 1, KeepFiringFor = TimeSpan.Zero };

    private static ArgumentException Unknown(string rule) => new($"there is no rule '{rule}' that could be taken out", nameof(rule));
}
