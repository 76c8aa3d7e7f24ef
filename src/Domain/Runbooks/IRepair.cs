using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Whether something is still to be repaired.</summary>
internal enum RepairNeed
{
    /// <summary>Cannot be told now: it is between two states.</summary>
    Unknown,

    /// <summary>Cannot be read now: what stands in the way is for the guardrails to say.</summary>
    Unreadable,

    /// <summary>It is as the incident says.</summary>
    Stands,

    /// <summary>It is fine, or there is nothing left that could be repaired.</summary>
    Gone,
}

/// <summary>What evidence says, in words, and the action as it is meant now.</summary>
internal sealed record Diagnosis(RepairNeed Need, string Description, RunbookAction Action);

/// <summary>Whether the repair worked; null where that cannot be told.</summary>
internal sealed record Health(bool? Fine, string Description)
{
    /// <summary>True where it looks well already, but is not proven.</summary>
    public bool Coming { get; init; }
}

/// <summary>All that differs from one kind of action to another, but for the request to Proxmox. Pure.</summary>
internal interface IRepair
{
    /// <summary>The kind of action.</summary>
    ActionKind Kind { get; }

    /// <summary>Its name in the audit log, such as <c>start_guest</c>.</summary>
    string Name { get; }

    /// <summary>What the act token must be able to do.</summary>
    Capability Capability { get; }

    /// <summary>The runbooks that it carries out.</summary>
    ImmutableArray<Runbook> Runbooks { get; }

    /// <summary>Whether the node concerned is away, so that another one acts.</summary>
    bool IsNodeAway => false;

    /// <summary>The action on what an incident is about; null where it lacks what is needed.</summary>
    /// <param name="entity">What the incident is about.</param>
    /// <param name="node">The node concerned, where known.</param>
    /// <param name="guest">The kind of guest that the runbook is for.</param>
    RunbookAction? Against(EntityId entity, string? node, GuestKind? guest);

    /// <summary>Whether a node gave one of the answers that were read.</summary>
    bool HasAnswered(ProbeReadings readings, string node);

    /// <summary>What tells whether something is to be repaired, and later whether it was.</summary>
    Reads RequiredReads { get; }

    /// <summary>The type of the PVE task that carries it out; null where none does.</summary>
    string? TaskType(RunbookAction action);

    /// <summary>From sending to verified at the latest.</summary>
    TimeSpan Deadline(GuardrailSettings settings);

    /// <summary>Whether something is to be repaired, before anything is sent.</summary>
    Diagnosis Judge(RunbookAction action, ProbeReadings readings);

    /// <summary>Whether it is fine, after something was sent. Null: not yet, or it cannot be told.</summary>
    Health Verify(RunbookAction action, ProbeReadings readings);

    /// <summary>Whether a task is the one that an action started.</summary>
    bool IsTaskOf(RunbookAction action, PveTask task);
}
