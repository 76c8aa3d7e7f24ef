namespace OrleansMonitor.Domain.Audit;

/// <summary>What an action came to.</summary>
public enum ActionResult
{
    /// <summary>Written down before it is sent.</summary>
    Planned,

    /// <summary>Sent to Proxmox; its outcome is not known yet.</summary>
    Dispatched,

    /// <summary>Done and verified.</summary>
    Success,

    /// <summary>Tried and failed.</summary>
    Failure,

    /// <summary>Refused by a guardrail, or a dry run.</summary>
    Blocked,

    /// <summary>Handed over to people.</summary>
    Escalated,

    /// <summary>Sent, but its outcome cannot be found out.</summary>
    Unknown,

    /// <summary>Waits for a person to approve or reject it. Rows of versions before this word say <see cref="Blocked"/>.</summary>
    Proposed,
}
