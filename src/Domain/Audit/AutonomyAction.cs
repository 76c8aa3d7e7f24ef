using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Audit;

/// <summary>One row of <c>autonomy_actions</c>: something the monitor or a person did, refused or would have done.</summary>
[GenerateSerializer, Immutable, Alias("autonomy-action")]
public sealed record AutonomyAction
{
    /// <summary>Its own id, unique for ever; saving a row with a known id changes nothing.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>When.</summary>
    [Id(1)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The incident's key, such as <c>VM_CRASHED:lab/100</c>; null for settings.</summary>
    [Id(2)] public string? IncidentKey { get; init; }

    /// <summary>The incident's id; null for settings.</summary>
    [Id(3)] public string? IncidentId { get; init; }

    /// <summary>The runbook that asked for it; null where none did.</summary>
    [Id(4)] public string? RunbookId { get; init; }

    /// <summary>The condition that it answers; null for settings.</summary>
    [Id(5)] public ConditionType? Condition { get; init; }

    /// <summary>What was done, such as <c>open_incident</c> or <c>set_autonomy_level</c>.</summary>
    [Id(6)] public required string Action { get; init; }

    /// <summary>Its arguments as a JSON object.</summary>
    [Id(7)] public string ActionArgs { get; init; } = "{}";

    /// <summary>What it came to.</summary>
    [Id(8)] public required ActionResult Result { get; init; }

    /// <summary>More on the result, in words.</summary>
    [Id(9)] public string? ResultDetails { get; init; }

    /// <summary>What verification saw; null where nothing was to verify.</summary>
    [Id(10)] public string? VerificationResult { get; init; }

    /// <summary>The level in force at the time.</summary>
    [Id(11)] public required AutonomyLevel AutonomyLevel { get; init; }

    /// <summary>The cluster; null for settings of the whole monitor.</summary>
    [Id(12)] public string? Cluster { get; init; }

    /// <summary>The node; null where none is concerned.</summary>
    [Id(13)] public string? Node { get; init; }

    /// <summary>Which attempt within its incident, from 1; 0 where attempts do not count.</summary>
    [Id(14)] public int AttemptNumber { get; init; }

    /// <summary>Whether people were asked to take over.</summary>
    [Id(15)] public bool Escalated { get; init; }

    /// <summary>Whether people were told.</summary>
    [Id(16)] public bool Notified { get; init; }

    /// <summary>Who did it: <c>monitor</c>, or the person's name.</summary>
    [Id(17)] public string Actor { get; init; } = "monitor";

    /// <summary>The execution of a runbook that the row belongs to; null for rows of settings and incidents.</summary>
    [Id(18)] public string? RemediationId { get; init; }

    /// <summary>The PVE task that Proxmox answered the dispatch with (api-facts §6); null before, and where it answers none.</summary>
    [Id(19)] public string? Upid { get; init; }

    /// <summary>
    /// What the guardrails said, as a JSON array of <c>{guardrail, verdict, reason}</c> in their order; null where none was asked.
    /// </summary>
    [Id(20)] public string? Verdicts { get; init; }

    /// <summary>Its place in the hash chain of its cluster, from 1; 0 for rows from before there was a chain. The store sets it.</summary>
    [Id(21)] public long ChainSequence { get; init; }

    /// <summary>The hash of the row before it in the chain, 64 hexadecimal digits; null outside a chain. The store sets it.</summary>
    [Id(22)] public string? PreviousHash { get; init; }

    /// <summary>
    /// The hash of this row and <see cref="PreviousHash"/>; null outside a chain. The store sets it (<see cref="AuditChain"/>).
    /// </summary>
    [Id(23)] public string? Hash { get; init; }
}
