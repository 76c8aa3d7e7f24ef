using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Whether a target still needs repair.</summary>
internal enum RepairNeed
{
    /// <summary>Not known: the target is between two states.</summary>
    Unknown,

    /// <summary>The target cannot be read. The guardrails determine what prevents it.</summary>
    Unreadable,

    /// <summary>The target is in the state that the incident describes, so a repair is needed.</summary>
    Needed,

    /// <summary>No repair is needed: the target is healthy, or nothing is left to repair.</summary>
    Gone,
}

/// <summary>What the readings show, as text, and the action as it applies now.</summary>
internal sealed record Diagnosis(RepairNeed Need, string Description, RunbookAction Action);

/// <summary>
/// The state of a target after a repair. <c>Fine</c> is true if the repair worked, and null if that cannot be determined.
/// </summary>
internal sealed record Health(bool? Fine, string Description)
{
    /// <summary>True if the target looks healthy already, but that is not confirmed yet.</summary>
    public bool Coming { get; init; }
}

/// <summary>Everything that differs between kinds of actions, except the request to Proxmox. Implementations are pure.</summary>
internal interface IRepair
{
    /// <summary>The kind of action that this repair carries out.</summary>
    ActionKind Kind { get; }

    /// <summary>The action's name in the audit log, such as <c>start_guest</c>.</summary>
    string Name { get; }

    /// <summary>What the act token must be able to do.</summary>
    Capability Capability { get; }

    /// <summary>The runbooks that use this repair.</summary>
    ImmutableArray<Runbook> Runbooks { get; }

    /// <summary>Whether the affected node is away, so that another node acts.</summary>
    bool IsNodeAway => false;

    /// <summary>The action for the target of an incident; null if the incident lacks required data.</summary>
    /// <param name="entity">The target of the incident.</param>
    /// <param name="node">The affected node; null if not known.</param>
    /// <param name="guest">The kind of guest that the runbook applies to.</param>
    RunbookAction? Against(EntityId entity, string? node, GuestKind? guest);

    /// <summary>Whether a node itself gave one of the answers in the readings.</summary>
    bool HasAnswered(ProbeReadings readings, string node);

    /// <summary>The readings that show whether the target needs repair, and later whether the repair worked.</summary>
    Reads RequiredReads { get; }

    /// <summary>The type of the PVE task that carries out the action; null if there is none.</summary>
    string? TaskType(RunbookAction action);

    /// <summary>The longest time from sending to verification.</summary>
    TimeSpan Deadline(GuardrailSettings settings);

    /// <summary>Determines, before anything is sent, whether the target needs repair.</summary>
    Diagnosis Judge(RunbookAction action, ProbeReadings readings);

    /// <summary>
    /// Determines, after an action was sent, whether the target is healthy. <c>Fine</c> is null if that cannot be determined.
    /// </summary>
    Health Verify(RunbookAction action, ProbeReadings readings);

    /// <summary>Whether a task is of the kind that an action starts, for the same target.</summary>
    bool IsTaskOf(RunbookAction action, PveTask task);
}
