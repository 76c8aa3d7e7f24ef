namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Why a guest stopped. The external name is in snake case, <c>stopped_by_user</c>.</summary>
public enum StopCauseKind
{
    /// <summary>Not known: the tasks cannot be read.</summary>
    Unknown,

    /// <summary>Requested through Proxmox.</summary>
    StoppedByUser,

    /// <summary>No task: the guest shut itself down or crashed. The API does not distinguish the two (api-facts §5).</summary>
    GuestShutdownOrCrash,

    /// <summary>Killed, with proof, such as by the kernel's OOM killer.</summary>
    Crashed,

    /// <summary>A backup stopped it.</summary>
    Backup,

    /// <summary>It is migrating.</summary>
    Migration,

    /// <summary>Proxmox HA manages it and decides whether it runs.</summary>
    Ha,

    /// <summary>Its node shut down.</summary>
    NodeShutdown,

    /// <summary>Hibernated: its memory is on disk and it resumes when started.</summary>
    Hibernated,

    /// <summary>It was destroyed.</summary>
    Destroyed,
}
