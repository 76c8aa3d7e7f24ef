namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// The run state of a guest as <c>/cluster/resources</c> gives it: for a VM the QMP state (api-facts §4),
/// for a container running or stopped.
/// </summary>
public enum GuestStatus
{
    /// <summary>Proxmox has no status of it, or one this version does not know. Never a crash.</summary>
    Unknown,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Has no process. Also a hibernated guest, which keeps the lock <c>suspended</c>.</summary>
    Stopped,

    /// <summary>Paused by somebody.</summary>
    Paused,

    /// <summary>Suspended by the guest itself (ACPI S3).</summary>
    Suspended,

    /// <summary>Paused by QEMU: its storage is full or broken.</summary>
    IoError,

    /// <summary>The guest's kernel panicked; the process lives.</summary>
    GuestPanicked,

    /// <summary>QEMU gave up on it; the process lives.</summary>
    InternalError,

    /// <summary>On its way from one state to another: prelaunch, inmigrate, postmigrate, save-vm and their like.</summary>
    Transient,
}
