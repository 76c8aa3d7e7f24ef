using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Explain;

/// <summary>Builds explanations from the results of rules and the facts that affect them. It judges nothing itself.</summary>
public static class Explainer
{
    /// <summary>The entity id of a storage's row.</summary>
    public static EntityId IdOf(ClusterName cluster, StorageSample storage) =>
        EntityId.Storage(cluster, storage.Shared ? null : storage.Node, storage.Storage);

    /// <summary>Explains an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="judgements">The results of the rules on the entity and its parts.</param>
    /// <param name="context">The facts that affect the rules.</param>
    public static Explanation Explain(EntityId entity, IEnumerable<RuleEvaluation> judgements, ExplainContext context)
    {
        var judged = judgements.ToLookup(evaluation => evaluation.Condition);
        var catalogue = ConditionCatalog.For(entity.Kind, context.Kind);
        var rules = catalogue
            .SelectMany(rule => judged.Contains(rule.Condition) ? judged[rule.Condition]
                : [Unjudged(entity, rule.Condition, rule.Scope, context)])
            .Concat(judged.Where(group => catalogue.All(rule => rule.Condition != group.Key)).SelectMany(group => group));
        return new(entity, context.Now, context.Freshness, [.. rules.Select(evaluation => Explain(evaluation, catalogue, context))]);
    }

    private static ExplainedRule Explain(
        RuleEvaluation evaluation, ImmutableArray<(ConditionType Condition, RuleScope Scope)> catalogue, ExplainContext context)
    {
        var tier = catalogue.FirstOrDefault(rule => rule.Condition == evaluation.Condition).Scope?.Tier ?? Tier.Routine;
        var spots = context.Access?.MissingPermissions.Where(spot => spot.Concerns(evaluation.Entity, context.Node)).ToList() ?? [];
        var blind = spots.Where(spot => spot.Disables.Contains(evaluation.Condition)).Select(spot => spot.Description).ToImmutableArray();
        var freshness = (evaluation.At, context.Now - evaluation.At > PollAge.Limit(context.Tiers, tier)) switch
        {
            (null, _) => Freshness.Unknown,
            (_, true) => Freshness.Stale,
            _ => context.Freshness,
        };
        if (!blind.IsEmpty && evaluation.Verdict is (RuleVerdict.Ok or RuleVerdict.Unknown))
            evaluation = evaluation with { Verdict = RuleVerdict.Unknown, Reason = $"the monitor is blind here: {blind[0]}" };

        var suppressions = ImmutableArray.CreateBuilder<RuleSuppression>();
        if (evaluation.Exemption is { } exemption) suppressions.Add(new(exemption.Kind, exemption.Reason));
        if (freshness == Freshness.Stale)
            suppressions.Add(new("stale", context.WhyStale ?? $"it was last judged at {evaluation.At:yyyy-MM-dd HH:mm:ss}Z"));
        return new(
            evaluation, tier, freshness, suppressions.ToImmutable(), blind,
            [.. spots.Where(spot => spot.Weakens.Contains(evaluation.Condition)).Select(spot => spot.Description)]);
    }

    private static RuleEvaluation Unjudged(EntityId entity, ConditionType condition, RuleScope scope, ExplainContext context) => new()
    {
        Condition = condition,
        Entity = entity,
        Verdict = RuleVerdict.Unknown,
        Reason = context.Unread.TryGetValue(condition, out var failure) ? $"it could not be read: {failure}" : scope.Until,
    };
}

/// <summary>The facts that affect the rules of an entity, for an explanation.</summary>
public sealed record ExplainContext
{
    /// <summary>The current time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How often each tier is polled.</summary>
    public required TierSettings Tiers { get; init; }

    /// <summary>How reliable the data about the entity is.</summary>
    public required Freshness Freshness { get; init; }

    /// <summary>Why the data is not fresh; null if it is.</summary>
    public string? WhyStale { get; init; }

    /// <summary>The node that the entity is on; null if it is on none.</summary>
    public string? Node { get; init; }

    /// <summary>The kind of guest; null for other entities.</summary>
    public GuestKind? Kind { get; init; }

    /// <summary>The privileges of the tokens; null if not known.</summary>
    public AccessReport? Access { get; init; }

    /// <summary>Rows of the latest answer that could not be read.</summary>
    public UnreadableRows Unreadable { get; init; } = UnreadableRows.None;

    /// <summary>Why readings failed, by the condition that they are for.</summary>
    public ImmutableDictionary<ConditionType, string> Unread { get; init; } = ImmutableDictionary<ConditionType, string>.Empty;
}
