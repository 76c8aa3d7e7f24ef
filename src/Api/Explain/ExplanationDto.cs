using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Explain;

/// <summary>All rules and guardrails on an entity.</summary>
internal sealed record ExplanationDto(
    string Entity, DateTimeOffset At, string Freshness, IReadOnlyList<RuleDto> Rules, IReadOnlyList<GuardrailDto> Guardrails)
{
    public static ExplanationDto Of(
        Explanation explanation, IReadOnlyDictionary<ExplainedRule, IReadOnlyList<RuleSuppressionDto>> suppressed,
        IEnumerable<GuardrailFinding> guardrails) => new(
        explanation.Entity.ToString(), explanation.At, ApiJson.Word(explanation.Freshness),
        [.. explanation.Rules.Select(rule => RuleDto.Of(rule, suppressed.GetValueOrDefault(rule) ?? []))],
        [.. guardrails.Select(GuardrailDto.Of)]);
}

/// <summary>A rule's last verdict and what affects it.</summary>
internal sealed record RuleDto(
    string Condition, string Entity, string Verdict, string Reason, string? Severity, double? Value, double? RaiseAt, double? ClearAt,
    DateTimeOffset? At, DateTimeOffset? Since, string Freshness, string Tier, HoldDto? Hold, IReadOnlyList<SampleDto> Samples,
    IReadOnlyList<RuleSuppressionDto> SuppressedBy, IReadOnlyList<string> BlindSpots, IReadOnlyList<string> WeakenedBy)
{
    public static RuleDto Of(ExplainedRule rule, IReadOnlyList<RuleSuppressionDto> ofIncident)
    {
        var evaluation = rule.Judgement;
        var freshness = ApiJson.Word(rule.Freshness);
        return new(
            evaluation.Condition.ToName(), evaluation.Entity.ToString(), ApiJson.Word(evaluation.Verdict), evaluation.Reason,
            evaluation.Severity is { } severity ? ApiJson.Word(severity) : null,
            evaluation.Edges?.Value, evaluation.Edges?.RaiseAt, evaluation.Edges?.ClearAt, evaluation.At, evaluation.Since, freshness,
            ApiJson.Word(rule.Tier), evaluation.Hold is { } hold ? HoldDto.Of(hold) : null,
            [.. evaluation.Evidence.Select(reading => new SampleDto(reading.Name, reading.Value, evaluation.At, freshness))],
            [
                .. rule.Suppressions.Select(active => new RuleSuppressionDto(active.Kind, active.Reason, active.Until, null)),
                .. ofIncident,
            ],
            rule.MissingPermissions, rule.Weaknesses);
    }
}

/// <summary>The progress of a hold, and its goal: <c>raise</c> or <c>clear</c>.</summary>
internal sealed record HoldDto(DateTimeOffset Since, int Samples, int OfSamples, double ForSeconds, string Towards)
{
    public static HoldDto Of(HoldProgress hold) =>
        new(hold.Since, hold.Samples, hold.OfSamples, hold.For.TotalSeconds, hold.Clearing ? "clear" : "raise");
}

/// <summary>A value that a rule was evaluated on.</summary>
internal sealed record SampleDto(string Name, string? Value, DateTimeOffset? At, string Freshness);

/// <summary>What suppresses notification of a rule or action on it.</summary>
internal sealed record RuleSuppressionDto(string Kind, string Reason, DateTimeOffset? Until, string? ParentKey)
{
    public static RuleSuppressionDto Of(Suppression suppression) =>
        new(ApiJson.Word(suppression.Kind), suppression.Reason, suppression.Until, suppression.ParentKey);
}
