namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Why a guest stopped. Outside it is written in lower case with underscores, <c>stopped_by_user</c>.</summary>
public enum StopCauseKind
{
    /// <summary>It could not be found out: the tasks cannot be read.</summary>
    Unknown,

    /// <summary>Somebody asked Proxmox for it.</summary>
    StoppedByUser,

    /// <summary>No task: the guest shut itself down or crashed; the API cannot tell them apart (api-facts §5).</summary>
    GuestShutdownOrCrash,

    /// <summary>Proven to have been killed, such as by the kernel for want of memory.</summary>
    Crashed,

    /// <summary>A backup stopped it.</summary>
    Backup,

    /// <summary>It is on its way to another node.</summary>
    Migration,

    /// <summary>Proxmox HA manages it and decides.</summary>
    Ha,

    /// <summary>Its node shuts down.</summary>
    NodeShutdown,

    /// <summary>Its memory was written to disk; it resumes when started.</summary>
    Hibernated,

    /// <summary>It was destroyed.</summary>
    Destroyed,
}
