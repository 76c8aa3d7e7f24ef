using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// The guardrails that need no read from Proxmox. While one of them refuses, Proxmox is not asked, so that a hundred waiting repairs cause
/// no load.
/// </summary>
internal static class LocalGuardrails
{
    // Not "attempts": it escalates to people, which needs a live check that the condition is still active.
    private static readonly IReadOnlySet<string> Names = new HashSet<string>(StringComparer.Ordinal)
    {
        "kill-switch", GuardrailCatalog.AutonomyLevelName, "never-act", GuardrailCatalog.OneAtATimeName, "storm",
    };

    // Locally only a missing act token is known; its privileges must be read from Proxmox.
    public static GuardrailReport Judge(GuardrailContext context) =>
        new([.. GuardrailCatalog.All
            .Where(guardrail => Names.Contains(guardrail.Name)
                || (guardrail.Name == GuardrailCatalog.ActTokenName && context.ActToken is not null))
                .Select(guardrail => new GuardrailFinding(guardrail.Name, guardrail.Evaluate(context)))]);

    /// <summary>Whether more than authorization is missing. If only that is, a full check follows, for the dry run.</summary>
    public static bool Refuses(GuardrailReport report) => !report.Allows && !report.OnlyAuthorizationMissing;
}
