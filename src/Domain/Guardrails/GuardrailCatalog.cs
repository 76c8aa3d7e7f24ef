using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>All guardrails, in the order in which they are evaluated.</summary>
public static class GuardrailCatalog
{
    /// <summary>The name of the guardrail on the autonomy level.</summary>
    public const string AutonomyLevelName = "autonomy-level";

    /// <summary>The name of the guardrail on the act token.</summary>
    public const string ActTokenName = "act-token";

    /// <summary>The name of the guardrail that limits concurrent repairs and makes the others queue.</summary>
    public const string OneAtATimeName = "one-at-a-time";

    internal const string AttemptsName = "attempts";

    internal const string OnPurposeName = "stopped-on-purpose";

    /// <summary>All guardrails, in evaluation order.</summary>
    public static ImmutableArray<Guardrail> All { get; } =
    [
        AuthorizationGuardrails.KillSwitch, AuthorizationGuardrails.AutonomyLevel, AuthorizationGuardrails.ActToken,
        ClusterHealthGuardrails.Quorum, ClusterHealthGuardrails.NodeAlive,
        OwnershipGuardrails.Ha, OwnershipGuardrails.Lock, OwnershipGuardrails.RunningTask, OwnershipGuardrails.OnPurpose,
        OwnershipGuardrails.NeverAct,
        BudgetGuardrails.Cooldown, BudgetGuardrails.Attempts, BudgetGuardrails.OneAtATime,
        ClusterHealthGuardrails.HealthyNodes, ClusterHealthGuardrails.Storm,
    ];

    /// <summary>The guardrail with a name; null if there is none, as for rows of an older version.</summary>
    public static Guardrail? Find(string name) => All.FirstOrDefault(guardrail => guardrail.Name == name);

    /// <summary>Evaluates all guardrails, even after one has refused, because the audit row shows every verdict.</summary>
    public static GuardrailReport Judge(GuardrailContext context) =>
        new([.. All.Select(guardrail => new GuardrailFinding(guardrail.Name, guardrail.Evaluate(context)))]);
}
