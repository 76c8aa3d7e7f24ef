namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>A metric that threshold rules evaluate, always a share from 0 to 1.</summary>
public enum Metric
{
    /// <summary>A node's root file system.</summary>
    NodeDisk,

    /// <summary>A node's memory.</summary>
    NodeMemory,

    /// <summary>A node's CPU usage.</summary>
    NodeCpu,

    /// <summary>A storage's usage.</summary>
    StorageUse,

    /// <summary>A container's root disk; Proxmox does not see the file systems of a VM.</summary>
    GuestDisk,

    /// <summary>A guest's memory as seen by its node; a VM's may include its caches.</summary>
    GuestMemory,

    /// <summary>A guest's CPU usage.</summary>
    GuestCpu,
}
