using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>One guardrail's answer.</summary>
/// <param name="Guardrail">Its name.</param>
/// <param name="Verdict">Its answer.</param>
[GenerateSerializer, Immutable, Alias("guardrail-finding")]
public sealed record GuardrailFinding([property: Id(0)] string Guardrail, [property: Id(1)] Verdict Verdict);

/// <summary>What all guardrails answered to one action, in their order.</summary>
/// <param name="Findings">Each answer.</param>
[GenerateSerializer, Immutable, Alias("guardrail-report")]
public sealed record GuardrailReport([property: Id(0)] ImmutableArray<GuardrailFinding> Findings)
{
    /// <summary>True where all allow.</summary>
    public bool Allows => Refusal is null && !Findings.IsDefaultOrEmpty;

    /// <summary>The first that does not allow, which names the refusal everywhere; null where all allow.</summary>
    public GuardrailFinding? Refusal => Findings.FirstOrDefault(finding => !finding.Verdict.Allows);

    /// <summary>True where nothing but the autonomy level stands in the way: the monitor would act if it might. Only then is it worth a proposal (level 2).</summary>
    public bool WouldAct => !Findings.IsDefaultOrEmpty && Findings.All(finding => finding.Verdict.Allows || finding.Guardrail == GuardrailCatalog.AutonomyLevelName);

    /// <summary>When to ask again at the latest, where a refusal named an instant.</summary>
    public DateTimeOffset? AskAgainAt => Findings.Where(finding => !finding.Verdict.Allows).Max(finding => finding.Verdict.Until);
}
