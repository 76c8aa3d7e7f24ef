namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>
/// What can be wrong. On every outside surface a condition is written in capitals, <c>VM_CRASHED</c>
/// (<see cref="ConditionCatalog"/>).
/// </summary>
public enum ConditionType
{
    /// <summary>A node was online and is offline.</summary>
    NodeUnreachable,

    /// <summary>A VM ran and has stopped without anybody asking.</summary>
    VmCrashed,

    /// <summary>A container ran and has stopped without anybody asking.</summary>
    CtCrashed,

    /// <summary>A root disk is filling up.</summary>
    DiskHigh,

    /// <summary>A root disk is about to be full.</summary>
    DiskCritical,

    /// <summary>Memory is getting short.</summary>
    RamHigh,

    /// <summary>Memory is about to run out.</summary>
    RamCritical,

    /// <summary>Processors have been busy for several samples.</summary>
    CpuHigh,

    /// <summary>A node's enabled service is not active.</summary>
    ServiceDown,

    /// <summary>A sensor reads too hot.</summary>
    TempHigh,

    /// <summary>A node is online, but its data does not change: pvestatd is dead or hangs on a storage.</summary>
    NodeFrozen,

    /// <summary>A node answers by itself, but the cluster's other members do not hear it.</summary>
    NodeIsolated,

    /// <summary>A VM's kernel has panicked; its process lives.</summary>
    GuestPanicked,

    /// <summary>QEMU gave up on a VM; its process lives.</summary>
    GuestInternalError,

    /// <summary>QEMU paused a VM because its storage is full or broken.</summary>
    GuestIoError,

    /// <summary>Proxmox HA gave up on a guest.</summary>
    HaError,

    /// <summary>
    /// A guest is no longer listed, though nobody destroyed it. On a cluster: its reading token lost the right to see guests, nodes'
    /// figures, storages or the quorum, or holds none at all.
    /// </summary>
    VisibilityLost,

    /// <summary>No endpoint of a cluster gives a usable answer.</summary>
    ClusterUnreachable,

    /// <summary>A cluster has lost its quorum.</summary>
    QuorumLost,

    /// <summary>A storage is filling up.</summary>
    StorageHigh,

    /// <summary>A storage is about to be full.</summary>
    StorageCritical,

    /// <summary>An enabled storage does not answer on a node.</summary>
    StorageUnavailable,

    /// <summary>The newest backup of a guest failed.</summary>
    BackupFailed,

    /// <summary>Guests are in no backup job.</summary>
    BackupMissing,

    /// <summary>A replication job fails.</summary>
    ReplicationFailed,

    /// <summary>A certificate ends soon.</summary>
    CertExpiring,

    /// <summary>
    /// Many things of a cluster failed within seconds: repairs wait, since one cause is behind them that no restart mends.
    /// </summary>
    FailureStorm,

    /// <summary>No cluster answers: the monitor's own network is down, or whatever all clusters share.</summary>
    MonitorIsolated,

    /// <summary>
    /// A guest stopped for a reason that promised its return (a reboot, its node's start, a backup, a migration, Proxmox HA), and is not
    /// back in time.
    /// </summary>
    GuestNotBack,

    /// <summary>
    /// A guest is locked, and no task that could hold the lock runs: nothing can start, stop or back it up until it is unlocked (api-facts
    /// §4).
    /// </summary>
    LockStale,

    /// <summary>A node's pvestatd takes long for each round, steadily: what happens on it is seen late.</summary>
    NodeSlow,

    /// <summary>Polls of a cluster fail, hang or do not begin by the monitor's own fault.</summary>
    MonitorBlind,

    /// <summary>
    /// The monitor's own database does not store, or is not the one that the monitor began with: nothing is remembered, and nothing is
    /// acknowledged.
    /// </summary>
    MonitorStorageFailed,
}
