using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>A node's sign of life.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Status">Its state; a node whose data stands still counts as unknown.</param>
/// <param name="SeenAt">When it was last seen alive: an answer of its own, or its data moving.</param>
public sealed record NodeLife(string Node, NodeStatus Status, DateTimeOffset SeenAt)
{
    /// <summary>Why it did not answer when it was asked just now; null where it did, or was not asked.</summary>
    public string? Silence { get; init; }
}

/// <summary>What Proxmox HA says (api-facts §4).</summary>
/// <param name="State">The guest's <c>hastate</c>; null where HA does not manage it.</param>
/// <param name="Managed">The guest's live <c>ha.managed</c>; null for a node, and where the answer did not say.</param>
/// <param name="NodeState">The node's HA state; null where HA never ran.</param>
public sealed record HaFacts(string? State, bool? Managed, string? NodeState);

/// <summary>The lock on a guest's configuration.</summary>
/// <param name="Lock">Its name, such as <c>backup</c>; null for none.</param>
public sealed record LockFacts(string? Lock);

/// <summary>Whether somebody wanted the target to be as it is.</summary>
/// <param name="OnPurpose">True where somebody did; null where it cannot be told.</param>
/// <param name="Description">Who and how, or why it cannot be told.</param>
public sealed record StopIntentFacts(bool? OnPurpose, string Description);

/// <summary>What the target is.</summary>
/// <param name="Template">Whether the guest is a template; null where unknown, and for other targets.</param>
/// <param name="Tags">The guest's tags, separated by <c>;</c>; null for none.</param>
public sealed record TargetFacts(bool? Template, string? Tags);

/// <summary>What was tried on an incident. Counted from the stored journal, so that a restart forgets nothing.</summary>
/// <param name="InLastHour">Attempts on this incident within the last hour.</param>
/// <param name="LastAt">When the last one on its target ended, or began where it has not ended; null for none.</param>
/// <param name="Escalated">Whether people were asked to take over.</param>
public sealed record AttemptFacts(int InLastHour, DateTimeOffset? LastAt, bool Escalated)
{
    /// <summary>Attempts within the last hour on all incidents of its target that the same runbook answers, ended ones too.</summary>
    public int OnTargetInLastHour { get; init; } = InLastHour;
}
