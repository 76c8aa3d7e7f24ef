namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>A figure that threshold rules watch, always a share from 0 to 1.</summary>
public enum Metric
{
    /// <summary>A node's root file system.</summary>
    NodeDisk,

    /// <summary>A node's memory.</summary>
    NodeMemory,

    /// <summary>A node's processors.</summary>
    NodeCpu,

    /// <summary>A storage.</summary>
    StorageUse,

    /// <summary>A container's root disk; Proxmox does not see into a VM's.</summary>
    GuestDisk,

    /// <summary>A guest's memory, as its node sees it: a VM's may include its caches.</summary>
    GuestMemory,

    /// <summary>A guest's processors.</summary>
    GuestCpu,
}
