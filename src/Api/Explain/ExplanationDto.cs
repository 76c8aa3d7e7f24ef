using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Explain;

/// <summary>Every rule and guardrail on a thing.</summary>
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

/// <summary>A rule's last verdict and what bears on it.</summary>
internal sealed record RuleDto(
    string Condition, string Entity, string Verdict, string Reason, string? Severity, double? Value, double? RaiseAt, double? ClearAt,
    DateTimeOffset? At, DateTimeOffset? Since,
    string Freshness, string Tier, HoldDto? Hold, IReadOnlyList<SampleDto> Samples, IReadOnlyList<RuleSuppressionDto> SuppressedBy,
    IReadOnlyList<string> BlindSpots,
    IReadOnlyList<string> WeakenedBy)
{
    public static RuleDto Of(ExplainedRule rule, IReadOnlyList<RuleSuppressionDto> ofIncident)
    {
        var judged = rule.Judgement;
        var freshness = ApiJson.Word(rule.Freshness);
        return new(
            judged.Condition.ToName(), judged.Entity.ToString(), ApiJson.Word(judged.Verdict), judged.Reason,
            judged.Severity is { } severity ? ApiJson.Word(severity) : null,
            judged.Edges?.Value, judged.Edges?.RaiseAt, judged.Edges?.ClearAt, judged.At, judged.Since, freshness, ApiJson.Word(rule.Tier),
            judged.Hold is { } hold
                ? new(hold.Since, hold.Samples, hold.OfSamples, hold.For.TotalSeconds, hold.Clearing ? "clear" : "raise") : null,
            [.. judged.Evidence.Select(readings => new SampleDto(readings.Name, readings.Value, judged.At, freshness))],
            [.. rule.Suppressions
                .Select(suppression => new RuleSuppressionDto(suppression.Kind, suppression.Reason, suppression.Until, null)),
                .. ofIncident],
            rule.MissingPermissions, rule.Weaknesses);
    }
}

/// <summary>How far a hold has come, and what it leads to: <c>raise</c> or <c>clear</c>.</summary>
internal sealed record HoldDto(DateTimeOffset Since, int Samples, int OfSamples, double ForSeconds, string Towards);

/// <summary>A fact that a rule stood on.</summary>
internal sealed record SampleDto(string Name, string? Value, DateTimeOffset? At, string Freshness);

/// <summary>What keeps a rule from being told or acted on.</summary>
internal sealed record RuleSuppressionDto(string Kind, string Reason, DateTimeOffset? Until, string? ParentKey)
{
    public static RuleSuppressionDto Of(Suppression suppression) =>
        new(ApiJson.Word(suppression.Kind), suppression.Reason, suppression.Until, suppression.ParentKey);
}
