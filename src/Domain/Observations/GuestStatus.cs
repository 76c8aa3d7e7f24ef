namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// The run state of a guest from <c>/cluster/resources</c>: the QMP state of a VM (api-facts §4); running or stopped for a container.
/// </summary>
public enum GuestStatus
{
    /// <summary>Proxmox reports no status, or one this version does not know. Never treated as a crash.</summary>
    Unknown,

    /// <summary>Running.</summary>
    Running,

    /// <summary>No process. Includes a hibernated guest, which keeps the lock <c>suspended</c>.</summary>
    Stopped,

    /// <summary>Paused by a user.</summary>
    Paused,

    /// <summary>Suspended by the guest itself (ACPI S3).</summary>
    Suspended,

    /// <summary>Paused by QEMU after an I/O error: the storage is full or broken.</summary>
    IoError,

    /// <summary>The guest's kernel panicked; the QEMU process still runs.</summary>
    GuestPanicked,

    /// <summary>QEMU internal error; the process still runs.</summary>
    InternalError,

    /// <summary>Between states: prelaunch, inmigrate, postmigrate, save-vm and similar.</summary>
    Transient,
}
