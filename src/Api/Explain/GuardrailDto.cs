using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Api.Explain;

/// <summary>A guardrail's last verdict on acting on the entity.</summary>
internal sealed record GuardrailDto(string Name, string Verdict, string Reason)
{
    public static GuardrailDto Of(GuardrailFinding finding) =>
        new(finding.Guardrail, Json.ApiJson.Word(finding.Verdict.Kind), finding.Verdict.Reason);
}
