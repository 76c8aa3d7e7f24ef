namespace OrleansMonitor.Domain.Snapshots;

/// <summary>What changed between two rows of a guest.</summary>
[Flags]
public enum GuestChange
{
    /// <summary>No noticeable change.</summary>
    None = 0,

    /// <summary>First observed by this poller.</summary>
    FirstSight = 1,

    /// <summary>Its run state.</summary>
    Status = 2,

    /// <summary>Its node.</summary>
    Node = 4,

    /// <summary>Its lock.</summary>
    Lock = 8,

    /// <summary>Its Proxmox HA state.</summary>
    Ha = 16,

    /// <summary>Name, tags, pool, kind or template.</summary>
    Identity = 32,

    /// <summary>A metric crossed a threshold.</summary>
    Band = 64,

    /// <summary>A metric changed noticeably within its band. Displayed, but no rule decides differently.</summary>
    Drift = 128,

    /// <summary>Still running, but its uptime shows a restart.</summary>
    Restart = 256,

    /// <summary>Changes that the guest's grain must process.</summary>
    Matters = FirstSight | Status | Node | Lock | Ha | Identity | Band | Restart,
}
