namespace OrleansMonitor.Domain.Observations;

/// <summary>Something that the monitor can do only with a Proxmox privilege.</summary>
public enum Capability
{
    /// <summary>Authenticate with the token.</summary>
    SignIn,

    /// <summary>Read guests, their state and their replication.</summary>
    SeeGuests,

    /// <summary>Read nodes' metrics, services, clock and tasks.</summary>
    SeeNodes,

    /// <summary>Read quorum, members, Proxmox HA and backup jobs.</summary>
    SeeCluster,

    /// <summary>Read storages.</summary>
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
