using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Audit;

/// <summary>One row of <c>autonomy_actions</c>: something the monitor or a person did, refused or would have done.</summary>
[GenerateSerializer, Immutable, Alias("autonomy-action")]
public sealed record AutonomyAction
{
    /// <summary>Unique id. Saving a row with a known id changes nothing.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>When it happened.</summary>
    [Id(1)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The incident's key, such as <c>VM_CRASHED:lab/100</c>; null for settings.</summary>
    [Id(2)] public string? IncidentKey { get; init; }

    /// <summary>The incident's id; null for settings.</summary>
    [Id(3)] public string? IncidentId { get; init; }

    /// <summary>The runbook that requested it; null for none.</summary>
    [Id(4)] public string? RunbookId { get; init; }

    /// <summary>The condition that it responds to; null for settings.</summary>
    [Id(5)] public ConditionType? Condition { get; init; }

    /// <summary>The action, such as <c>open_incident</c> or <c>set_autonomy_level</c>.</summary>
    [Id(6)] public required string Action { get; init; }

    /// <summary>Its arguments as a JSON object.</summary>
    [Id(7)] public string ActionArgs { get; init; } = "{}";

    /// <summary>The result.</summary>
    [Id(8)] public required ActionResult Result { get; init; }

    /// <summary>Details of the result, as text.</summary>
    [Id(9)] public string? ResultDetails { get; init; }

    /// <summary>The result of verification; null if nothing was to be verified.</summary>
    [Id(10)] public string? VerificationResult { get; init; }

    /// <summary>The level in force at the time.</summary>
    [Id(11)] public required AutonomyLevel AutonomyLevel { get; init; }

    /// <summary>The cluster; null for settings of the whole monitor.</summary>
    [Id(12)] public string? Cluster { get; init; }

    /// <summary>The node; null if none is affected.</summary>
    [Id(13)] public string? Node { get; init; }

    /// <summary>Number of the attempt within its incident, from 1; 0 for rows that are not attempts.</summary>
    [Id(14)] public int AttemptNumber { get; init; }

    /// <summary>Whether people were asked to take over.</summary>
    [Id(15)] public bool Escalated { get; init; }

    /// <summary>Whether people were notified.</summary>
    [Id(16)] public bool Notified { get; init; }

    /// <summary><c>monitor</c>, or the person's name.</summary>
    [Id(17)] public string Actor { get; init; } = "monitor";

    /// <summary>The runbook execution that the row belongs to; null for settings and incidents.</summary>
    [Id(18)] public string? RemediationId { get; init; }

    /// <summary>The PVE task started by the dispatch (api-facts §6); null before the dispatch, and if Proxmox starts none.</summary>
    [Id(19)] public string? Upid { get; init; }

    /// <summary>
    /// Verdicts of the guardrails in their order, as a JSON array of <c>{guardrail, verdict, reason}</c>; null if none was evaluated.
    /// </summary>
    [Id(20)] public string? Verdicts { get; init; }

    /// <summary>Sequence in the hash chain of its cluster, from 1; 0 for rows older than the chain. Set by the store.</summary>
    [Id(21)] public long ChainSequence { get; init; }

    /// <summary>Hash of the previous row in the chain, 64 hexadecimal digits; null outside a chain. Set by the store.</summary>
    [Id(22)] public string? PreviousHash { get; init; }

    /// <summary>
    /// Hash of this row and <see cref="PreviousHash"/>; null outside a chain. Set by the store (<see cref="AuditChain"/>).
    /// </summary>
    [Id(23)] public string? Hash { get; init; }
}
