using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>Creates the mutation for each rule that a scenario can guard.</summary>
internal static class Mutations
{
    public static Mutation Without(string rule)
    {
        var (kind, name) = rule.Split(':', 2) is [var first, var second] ? (first, second) : (rule, rule);
        return kind switch
        {
            "cause" => WithFilter(rule, CauseRemoval.Of(name) ?? throw Unknown(rule)),
            "sense" => WithFilter(rule, EvidenceRemoval.Of(name) ?? throw Unknown(rule)),
            "policy" => WithRules(rule, rules => rules with { TasklessStop = name == "never" ? StopPolicy.Never : StopPolicy.Always }),
            "patience" => WithRules(rule, rules => rules with { UnreachableAfter = 1 }),
            "rule" => WithRules(rule, rules => rules with { Ladders = Weaker(rules.Ladders, name) }),
            "endpoints" => new(rule) { OneEndpoint = true },
            "memory" => new(rule) { Forgets = true },
            "acts" when name == "twice" => SentTwice(rule),
            "watch" when name == "clock" => WithoutService<ClockWatch>(rule),
            "watch" when name == "storage" => WithoutService<StorageWatch>(rule),
            "ends" => WithGrainFilter(rule, new EndlessIncidents()),
            "polls" => new(rule) { Settings = whole => Slower(whole, 8) },
            "settings" => new(rule) { KeepsSettings = true },
            "overrides" => WithRules(rule, rules => rules with { Overrides = [] }),
            "window" => new(rule) { Settings = whole => whole with { Maintenance = [] } },
            "flapping" => new(rule)
            {
                Settings = whole => whole with { Incidents = whole.Incidents with { FlapOpenings = int.MaxValue } },
            },
            "parents" => WithGrainFilter(rule, new IgnoredCalls<IIncidentBoardGrain>(nameof(IIncidentBoardGrain.Update))),
            "order" => WithGrainFilter(rule, new IgnoredCalls<IAutonomyGrain>(nameof(IAutonomyGrain.SetKillSwitch))),
            "runbook" => new(rule)
            {
                Settings = whole =>
                    whole with { Guardrails = whole.Guardrails with { Runbooks = [.. AllRunbooks.Where(id => id != name)] } },
            },
            "limit" => new(rule) { Settings = whole => whole with { Guardrails = Unlimited(whole.Guardrails, name) } },
            _ => ConditionCatalog.TryParse(name, out var condition) ? Condition(condition) : throw Unknown(rule),
        };
    }

    private static IEnumerable<string> AllRunbooks => RunbookCatalog.All.Select(runbook => runbook.Id);

    // Verdicts of the condition's rule reach neither incidents nor the event feed.
    private static Mutation Condition(ConditionType condition) => WithGrainFilter(condition.ToName(), new ConditionFilter(condition));

    private static Mutation WithGrainFilter(string rule, IIncomingGrainCallFilter filter) =>
        new(rule) { Decorate = services => services.AddSingleton(filter) };

    private static Mutation WithFilter(string rule, Func<EvidenceFilter> filter) => new(rule)
    {
        Decorate = services => services.Decorate<IProbe>(probe => FilteredProbe.Around(probe, filter())),
    };

    private static Mutation SentTwice(string rule) => new(rule)
    {
        Decorate = services => services.Decorate<IActuator>(actuator => CallProxy<IActuator>.Around(actuator, (inner, call, with) =>
        {
            if (call.ReturnType == typeof(Task<ActResult>)) _ = call.Invoke(inner, with);
            return call.Invoke(inner, with);
        })),
    };

    private static Mutation WithoutService<T>(string rule) => new(rule)
    {
        Decorate = services => services.Remove(
            services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(T))),
    };

    private static MonitorSettings Slower(MonitorSettings whole, int times) => whole with
    {
        Tiers = whole.Tiers with
        {
            Critical = times * whole.Tiers.Critical,
            Important = times * whole.Tiers.Important,
            Routine = times * whole.Tiers.Routine,
            Background = times * whole.Tiers.Background,
        },
    };

    private static Mutation WithRules(string rule, Func<RuleSet, RuleSet> change) => new(rule)
    {
        Settings = whole => whole with { Rules = change(whole.Rules) },
    };

    private static GuardrailSettings Unlimited(GuardrailSettings limits, string name) => name switch
    {
        "concurrent" => limits with { MaxConcurrentPerCluster = int.MaxValue },
        "cooldown" => limits with { Cooldown = TimeSpan.Zero },
        "healthy-nodes" => limits with { MinHealthyNodes = 0 },
        "attempts" => limits with { MaxAttemptsPerIncidentPerHour = int.MaxValue },
        "storm" => limits with { StormFailures = int.MaxValue },
        _ => throw Unknown($"limit:{name}"),
    };

    private static ImmutableDictionary<Metric, ThresholdLadder> Weaker(ImmutableDictionary<Metric, ThresholdLadder> ladders, string what) =>
        ladders.ToImmutableDictionary(
            pair => pair.Key, pair => pair.Value with { Rules = [.. pair.Value.Rules.Select(rule => Weaker(rule, what))] });

    private static ThresholdRule Weaker(ThresholdRule rule, string what) => what == "hysteresis"
        ? rule with { ClearAt = rule.RaiseAt }
        : rule with { For = TimeSpan.Zero, ForSamples = 1, KeepFiringFor = TimeSpan.Zero };

    private static ArgumentException Unknown(string rule) => new($"there is no rule '{rule}' that could be taken out", nameof(rule));
}
