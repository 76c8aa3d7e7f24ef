using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// The guardrails that judge by what the monitor knows itself. While one of them refuses, nothing of Proxmox is read: a hundred guests that
/// wait do not ask a hundred times at each tick.
/// </summary>
internal static class LocalGuardrails
{
    // Not "attempts": that hands over to people, for which the trouble must be seen to stand.
    private static readonly IReadOnlySet<string> Names = new HashSet<string>(StringComparer.Ordinal)
    {
        "kill-switch", GuardrailCatalog.AutonomyLevelName, "never-act", GuardrailCatalog.OneAtATimeName, "storm",
    };

    // The token itself says whether there is one; what it may do is for Proxmox to say.
    public static GuardrailReport Judge(GuardrailContext context) =>
        new([.. GuardrailCatalog.All
            .Where(guardrail => Names.Contains(guardrail.Name)
                || (guardrail.Name == GuardrailCatalog.ActTokenName && context.ActToken is not null))
                .Select(guardrail => new GuardrailFinding(guardrail.Name, guardrail.Evaluate(context)))]);

    /// <summary>True where something else than leave refuses; leave alone is worth a full look, for what would have been done.</summary>
    public static bool Refuses(GuardrailReport report) => !report.Allows && !report.OnlyAuthorizationMissing;
}
