namespace OrleansMonitor.Domain.Snapshots;

/// <summary>What moved between two rows of a guest.</summary>
[Flags]
public enum GuestChange
{
    /// <summary>Nothing that anybody would notice.</summary>
    None = 0,

    /// <summary>Never seen before by this poller.</summary>
    FirstSight = 1,

    /// <summary>Its run state.</summary>
    Status = 2,

    /// <summary>The node that owns it.</summary>
    Node = 4,

    /// <summary>Its lock.</summary>
    Lock = 8,

    /// <summary>Proxmox HA's state of it.</summary>
    Ha = 16,

    /// <summary>Name, tags, pool, kind or template.</summary>
    Identity = 32,

    /// <summary>A figure crossed a threshold's edge.</summary>
    Band = 64,

    /// <summary>A figure drifted noticeably, within its band. Shown, but no rule judges it differently.</summary>
    Drift = 128,

    /// <summary>It runs as before, but its uptime tells that this is another run.</summary>
    Restart = 256,

    /// <summary>The changes that the guest's own grain must hear of.</summary>
    Matters = FirstSight | Status | Node | Lock | Ha | Identity | Band | Restart,
}
