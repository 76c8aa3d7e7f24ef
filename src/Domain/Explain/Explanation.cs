using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Explain;

/// <summary>Why, and why not: every rule on an entity.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="At">When it was asked.</param>
/// <param name="Freshness">How far what is known of it may be believed.</param>
/// <param name="Rules">The rules, in the catalogue's order; those on parts of it (services, certificates) each on their own.</param>
[GenerateSerializer, Immutable, Alias("explanation")]
public sealed record Explanation(
    [property: Id(0)] EntityId Entity,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] Freshness Freshness,
    [property: Id(3)] ImmutableArray<ExplainedRule> Rules);

/// <summary>A rule and everything that bears on it.</summary>
/// <param name="Judgement">What it came to.</param>
/// <param name="Tier">With which poll it is judged.</param>
/// <param name="Freshness">How far what it stood on may be believed now.</param>
/// <param name="Suppressions">What keeps it from being told or acted on.</param>
/// <param name="MissingPermissions">Why it cannot be judged, where a privilege is lacking.</param>
/// <param name="Weaknesses">What evidence it lacks for want of a privilege.</param>
[GenerateSerializer, Immutable, Alias("explained-rule")]
public sealed record ExplainedRule(
    [property: Id(0)] RuleEvaluation Judgement,
    [property: Id(1)] Tier Tier,
    [property: Id(2)] Freshness Freshness,
    [property: Id(3)] ImmutableArray<RuleSuppression> Suppressions,
    [property: Id(4)] ImmutableArray<string> MissingPermissions,
    [property: Id(5)] ImmutableArray<string> Weaknesses);

/// <summary>Something that keeps a rule from being told or acted on.</summary>
/// <param name="Kind"><c>stale</c>, <c>disabled</c>, <c>template</c>, <c>policy</c>, or a kind of an incident's suppression.</param>
/// <param name="Reason">In words.</param>
/// <param name="Until">When it ends by itself; null where that is not known.</param>
[GenerateSerializer, Immutable, Alias("rule-suppression")]
public sealed record RuleSuppression(
[property: Id(0)] string Kind, [property: Id(1)] string Reason, [property: Id(2)] DateTimeOffset? Until = null);
