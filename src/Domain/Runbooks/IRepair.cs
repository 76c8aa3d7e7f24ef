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

/// <summary>What differs from runbook to runbook: what to read and what it means. Pure.</summary>
internal interface IRepair
{
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
