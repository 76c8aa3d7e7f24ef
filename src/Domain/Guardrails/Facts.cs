using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>The last sign of life of a node.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Status">The node's state. A node whose data no longer changes still counts as unknown.</param>
/// <param name="SeenAt">When the node was last seen alive: it answered by itself, or its data changed.</param>
public sealed record NodeLife(string Node, NodeStatus Status, DateTimeOffset SeenAt)
{
    /// <summary>Why the node did not answer a request just now; null if it answered or was not asked.</summary>
    public string? Silence { get; init; }
}

/// <summary>The state of Proxmox HA for the target (api-facts §4).</summary>
/// <param name="State">The guest's <c>hastate</c>; null if HA does not manage the guest.</param>
/// <param name="Managed">The guest's live <c>ha.managed</c>; null for a node, and if the answer did not contain it.</param>
/// <param name="NodeState">The node's HA state; null if HA never ran.</param>
public sealed record HaFacts(string? State, bool? Managed, string? NodeState);

/// <summary>The lock on a guest's configuration.</summary>
/// <param name="Lock">The name of the lock, such as <c>backup</c>; null for none.</param>
public sealed record LockFacts(string? Lock);

/// <summary>Whether somebody put the target into its present state on purpose.</summary>
/// <param name="OnPurpose">True if somebody did; false if nobody did; null if that cannot be determined.</param>
/// <param name="Description">Who did it and how, or why that cannot be determined.</param>
public sealed record StopIntentFacts(bool? OnPurpose, string Description);

/// <summary>Attributes of the target that can forbid an action.</summary>
/// <param name="Template">Whether the guest is a template; null if not known, and for other targets.</param>
/// <param name="Tags">The guest's tags, separated by <c>;</c>; null for none.</param>
public sealed record TargetFacts(bool? Template, string? Tags);

/// <summary>Previous attempts on an incident. They are counted from the stored journal, so that a restart does not reset them.</summary>
/// <param name="InLastHour">Attempts on this incident within the last hour.</param>
/// <param name="LastAt">When the last attempt on the target ended, or when it began if it has not ended; null for none.</param>
/// <param name="Escalated">Whether people were asked to take over.</param>
public sealed record AttemptFacts(int InLastHour, DateTimeOffset? LastAt, bool Escalated)
{
    /// <summary>
    /// Attempts within the last hour on all incidents of the target that the same runbook repairs, including ended incidents.
    /// </summary>
    public int OnTargetInLastHour { get; init; } = InLastHour;
}
