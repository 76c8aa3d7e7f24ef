namespace OrleansMonitor.Domain.Audit;

/// <summary>Result of an action.</summary>
public enum ActionResult
{
    /// <summary>Recorded before it is sent.</summary>
    Planned,

    /// <summary>Sent to Proxmox; its outcome is not known yet.</summary>
    Dispatched,

    /// <summary>Done and verified.</summary>
    Success,

    /// <summary>Tried and failed.</summary>
    Failure,

    /// <summary>Blocked by a guardrail, or a dry run.</summary>
    Blocked,

    /// <summary>Escalated to people.</summary>
    Escalated,

    /// <summary>Sent, but the outcome cannot be determined.</summary>
    Unknown,

    /// <summary>Waits for a person to approve or reject it. Earlier versions recorded it as <see cref="Blocked"/>.</summary>
    Proposed,
}
