namespace OrleansMonitor.Domain.Identity;

/// <summary>The kind of a monitored object.</summary>
public enum EntityKind
{
    /// <summary>A whole cluster.</summary>
    Cluster,

    /// <summary>A Proxmox VE host.</summary>
    Node,

    /// <summary>A virtual machine or container.</summary>
    Guest,

    /// <summary>A storage of one node, or a shared one.</summary>
    Storage,

    /// <summary>A system service of a node.</summary>
    Service,

    /// <summary>A certificate of a node.</summary>
    Certificate,

    /// <summary>The monitor itself; belongs to no cluster.</summary>
    Monitor,
}
