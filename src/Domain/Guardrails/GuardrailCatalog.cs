using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>All guardrails, in the order in which they are asked.</summary>
public static class GuardrailCatalog
{
    /// <summary>The name of the guardrail on the autonomy level.</summary>
    public const string AutonomyLevelName = "autonomy-level";

    /// <summary>The name of the guardrail on the act token.</summary>
    public const string ActTokenName = "act-token";

    /// <summary>The name of the guardrail that lets repairs queue.</summary>
    public const string OneAtATimeName = "one-at-a-time";

    internal const string AttemptsName = "attempts";

    internal const string OnPurposeName = "stopped-on-purpose";

    /// <summary>Each of them.</summary>
    public static ImmutableArray<Guardrail> All { get; } =
    [
        AuthorizationGuardrails.KillSwitch, AuthorizationGuardrails.AutonomyLevel, AuthorizationGuardrails.ActToken,
        ClusterHealthGuardrails.Quorum, ClusterHealthGuardrails.NodeAlive,
        OwnershipGuardrails.Ha, OwnershipGuardrails.Lock, OwnershipGuardrails.RunningTask, OwnershipGuardrails.OnPurpose,
        OwnershipGuardrails.NeverAct,
        BudgetGuardrails.Cooldown, BudgetGuardrails.Attempts, BudgetGuardrails.OneAtATime,
        ClusterHealthGuardrails.HealthyNodes, ClusterHealthGuardrails.Storm,
    ];

    /// <summary>The guardrail with a name; null where there is none, as in rows of an older version.</summary>
    public static Guardrail? Find(string name) => All.FirstOrDefault(guardrail => guardrail.Name == name);

    /// <summary>Asks all of them, whatever the first ones say: the row shows each answer.</summary>
    public static GuardrailReport Judge(GuardrailContext context) =>
        new([.. All.Select(guardrail => new GuardrailFinding(guardrail.Name, guardrail.Evaluate(context)))]);
}
