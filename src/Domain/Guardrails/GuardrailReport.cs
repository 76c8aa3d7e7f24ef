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

    /// <summary>
    /// True where nothing but the autonomy level stands in the way: the monitor would act if it might. Only then is it worth a proposal
    /// (level 2).
    /// </summary>
    public bool WouldAct =>
        !Findings.IsDefaultOrEmpty
        && Findings.All(finding => finding.Verdict.Allows || finding.Guardrail == GuardrailCatalog.AutonomyLevelName);

    /// <summary>
    /// True where nothing but leave is missing, by the autonomy level or for want of an act token: what would have been done is on record
    /// and scored, also for people who have not given a token yet.
    /// </summary>
    public bool OnlyAuthorizationMissing =>
        Refusal is not null && Findings.All(finding => finding.Verdict.Allows || IsAuthorization(finding.Guardrail));

    /// <summary>True where nothing but its turn is missing.</summary>
    public bool OnlySlotMissing =>
        Refusal is not null && Findings.All(finding => finding.Verdict.Allows || finding.Guardrail == GuardrailCatalog.OneAtATimeName);

    /// <summary>
    /// The refusal that people are told: the level's only where nothing else refuses, since it is what they have set. Null where all allow.
    /// </summary>
    public GuardrailFinding? Obstacle =>
        Findings.FirstOrDefault(finding => !finding.Verdict.Allows && finding.Guardrail != GuardrailCatalog.AutonomyLevelName) ?? Refusal;

    /// <summary>True where the level, among others or alone, does not let the monitor act.</summary>
    public bool LevelRefuses => Findings.Any(finding => !finding.Verdict.Allows && finding.Guardrail == GuardrailCatalog.AutonomyLevelName);

    /// <summary>
    /// The first refusal that only Proxmox can lift, and what has to be read to see whether it did; null where none is, and what the
    /// monitor knows by itself tells when to look again.
    /// </summary>
    public Guardrail? Lasting =>
        Findings.Where(finding => !finding.Verdict.Allows).Select(finding => GuardrailCatalog.Find(finding.Guardrail))
        .FirstOrDefault(guardrail => guardrail is { Reads: not GuardrailReads.None });

    /// <summary>True where a guardrail says no, not only not now.</summary>
    public bool Denies(string guardrail) =>
        Findings.Any(finding => finding.Guardrail == guardrail && finding.Verdict.Kind == VerdictKind.Deny);

    private static bool IsAuthorization(string guardrail) =>
        guardrail is GuardrailCatalog.AutonomyLevelName or GuardrailCatalog.ActTokenName;

    /// <summary>When to ask again at the latest, where a refusal named an instant.</summary>
    public DateTimeOffset? AskAgainAt => Findings.Where(finding => !finding.Verdict.Allows).Max(finding => finding.Verdict.Until);
}
