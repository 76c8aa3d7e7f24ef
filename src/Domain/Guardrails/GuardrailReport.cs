using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>The verdict of one guardrail.</summary>
/// <param name="Guardrail">The guardrail's name.</param>
/// <param name="Verdict">The verdict.</param>
[GenerateSerializer, Immutable, Alias("guardrail-finding")]
public sealed record GuardrailFinding([property: Id(0)] string Guardrail, [property: Id(1)] Verdict Verdict);

/// <summary>The verdicts of all guardrails on one action, in the order of evaluation.</summary>
/// <param name="Findings">One verdict per guardrail.</param>
[GenerateSerializer, Immutable, Alias("guardrail-report")]
public sealed record GuardrailReport([property: Id(0)] ImmutableArray<GuardrailFinding> Findings)
{
    /// <summary>True if all guardrails allow the action. False if none was evaluated.</summary>
    public bool Allows => Refusal is null && !Findings.IsDefaultOrEmpty;

    /// <summary>
    /// The first verdict that does not allow the action, which is reported as the reason for the refusal; null if all allow.
    /// </summary>
    public GuardrailFinding? Refusal => Findings.FirstOrDefault(finding => !finding.Verdict.Allows);

    /// <summary>
    /// True if at most the autonomy level refuses: the monitor would act if it were authorized to. Only then is a proposal (level 2)
    /// useful.
    /// </summary>
    public bool WouldAct =>
        !Findings.IsDefaultOrEmpty
        && Findings.All(finding => finding.Verdict.Allows || finding.Guardrail == GuardrailCatalog.AutonomyLevelName);

    /// <summary>
    /// True if only authorization is missing, because of the autonomy level or for lack of an act token. The action that would have been
    /// taken is recorded and scored, also for users who have not configured an act token yet.
    /// </summary>
    public bool OnlyAuthorizationMissing =>
        Refusal is not null && Findings.All(finding => finding.Verdict.Allows || IsAuthorization(finding.Guardrail));

    /// <summary>True if only a free slot is missing: no guardrail but <see cref="GuardrailCatalog.OneAtATimeName"/> refuses.</summary>
    public bool OnlySlotMissing =>
        Refusal is not null && Findings.All(finding => finding.Verdict.Allows || finding.Guardrail == GuardrailCatalog.OneAtATimeName);

    /// <summary>
    /// The refusal that is shown to people. The autonomy level is named only if nothing else refuses, because people set it themselves.
    /// Null if all allow.
    /// </summary>
    public GuardrailFinding? Obstacle =>
        Findings.FirstOrDefault(finding => !finding.Verdict.Allows && finding.Guardrail != GuardrailCatalog.AutonomyLevelName) ?? Refusal;

    /// <summary>True if the autonomy level refuses, alone or together with other guardrails.</summary>
    public bool LevelRefuses => Findings.Any(finding => !finding.Verdict.Allows && finding.Guardrail == GuardrailCatalog.AutonomyLevelName);

    /// <summary>
    /// The first refusing guardrail whose refusal only a change in Proxmox can lift; its <see cref="Guardrail.Reads"/> name what has to be
    /// read to detect that change. Null if there is none: the monitor's own data then shows when to check again.
    /// </summary>
    public Guardrail? Lasting =>
        Findings.Where(finding => !finding.Verdict.Allows).Select(finding => GuardrailCatalog.Find(finding.Guardrail))
        .FirstOrDefault(guardrail => guardrail is { Reads: not GuardrailReads.None });

    /// <summary>True if a guardrail denies the action. False if it only defers it.</summary>
    public bool Denies(string guardrail) =>
        Findings.Any(finding => finding.Guardrail == guardrail && finding.Verdict.Kind == VerdictKind.Deny);

    private static bool IsAuthorization(string guardrail) =>
        guardrail is GuardrailCatalog.AutonomyLevelName or GuardrailCatalog.ActTokenName;

    /// <summary>When to check again at the latest; null if no refusal names an instant.</summary>
    public DateTimeOffset? AskAgainAt => Findings.Where(finding => !finding.Verdict.Allows).Max(finding => finding.Verdict.Until);
}
