using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Explain;

/// <summary>Explains an entity: the result of every rule on it, and the reasons.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="At">When the explanation was requested.</param>
/// <param name="Freshness">How reliable the data about the entity is.</param>
/// <param name="Rules">The rules, in the order of the catalogue. Each part of the entity, such as a service or a certificate, has its own
/// rules.</param>
[GenerateSerializer, Immutable, Alias("explanation")]
public sealed record Explanation(
    [property: Id(0)] EntityId Entity,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] Freshness Freshness,
    [property: Id(3)] ImmutableArray<ExplainedRule> Rules);

/// <summary>The result of a rule with all facts that affect it.</summary>
/// <param name="Judgement">The rule's result.</param>
/// <param name="Tier">The poll with which the rule is judged.</param>
/// <param name="Freshness">How reliable the data behind the result is now.</param>
/// <param name="Suppressions">What prevents notifications or repairs.</param>
/// <param name="MissingPermissions">The missing privileges without which the rule cannot be judged.</param>
/// <param name="Weaknesses">The evidence that is unavailable because a privilege is missing.</param>
[GenerateSerializer, Immutable, Alias("explained-rule")]
public sealed record ExplainedRule(
    [property: Id(0)] RuleEvaluation Judgement,
    [property: Id(1)] Tier Tier,
    [property: Id(2)] Freshness Freshness,
    [property: Id(3)] ImmutableArray<RuleSuppression> Suppressions,
    [property: Id(4)] ImmutableArray<string> MissingPermissions,
    [property: Id(5)] ImmutableArray<string> Weaknesses);

/// <summary>Something that prevents notifications or repairs for a rule.</summary>
/// <param name="Kind"><c>stale</c>, <c>disabled</c>, <c>template</c>, <c>policy</c>, or a kind of an incident's suppression.</param>
/// <param name="Reason">The reason, as text.</param>
/// <param name="Until">When it ends by itself; null if not known.</param>
[GenerateSerializer, Immutable, Alias("rule-suppression")]
public sealed record RuleSuppression(
[property: Id(0)] string Kind, [property: Id(1)] string Reason, [property: Id(2)] DateTimeOffset? Until = null);
