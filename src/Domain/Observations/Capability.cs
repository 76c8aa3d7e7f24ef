namespace OrleansMonitor.Domain.Observations;

/// <summary>Something that the monitor can do only with a privilege.</summary>
public enum Capability
{
    /// <summary>Proxmox knows the token at all.</summary>
    SignIn,

    /// <summary>See guests, their state and their replication.</summary>
    SeeGuests,

    /// <summary>See nodes' figures, services, clock and tasks.</summary>
    SeeNodes,

    /// <summary>See quorum, members, Proxmox HA and backup jobs.</summary>
    SeeCluster,

    /// <summary>See storages.</summary>
    SeeStorages,

    /// <summary>Read nodes' journals.</summary>
    ReadJournal,

    /// <summary>Start guests that crashed.</summary>
    StartGuests,

    /// <summary>Wake nodes that are off.</summary>
    WakeNodes,

    /// <summary>Restart services that failed.</summary>
    RestartServices,
}
