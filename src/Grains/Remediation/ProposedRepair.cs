namespace OrleansMonitor.Grains.Remediation;

/// <summary>A repair that waits for the decision of a person.</summary>
/// <param name="Until">When the proposal expires.</param>
/// <param name="IsNew">False if it was proposed before, and a guardrail refused it in the meantime.</param>
internal sealed record ProposedRepair(DateTimeOffset Until, bool IsNew);
