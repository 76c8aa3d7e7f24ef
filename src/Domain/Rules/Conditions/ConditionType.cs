namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>
/// The problems that the monitor detects. All outputs write a condition in capitals, such as <c>VM_CRASHED</c>
/// (<see cref="ConditionCatalog"/>).
/// </summary>
public enum ConditionType
{
    /// <summary>A node was online and is offline.</summary>
    NodeUnreachable,

    /// <summary>A VM was running and has stopped without anybody requesting it.</summary>
    VmCrashed,

    /// <summary>A container was running and has stopped without anybody requesting it.</summary>
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

    /// <summary>An enabled service of a node failed, or ended although nobody stopped it.</summary>
    ServiceDown,

    /// <summary>Reserved for temperatures: no rule raises it.</summary>
    TempHigh,

    /// <summary>A node is online, but its data does not change: pvestatd is dead or hangs on a storage.</summary>
    NodeFrozen,

    /// <summary>A node answers by itself, but the cluster's other members do not hear it.</summary>
    NodeIsolated,

    /// <summary>A VM's kernel has panicked; its process still runs.</summary>
    GuestPanicked,

    /// <summary>QEMU has stopped a VM because of an internal error; its process still runs.</summary>
    GuestInternalError,

    /// <summary>QEMU paused a VM because its storage is full or broken.</summary>
    GuestIoError,

    /// <summary>Proxmox HA gave up on a guest.</summary>
    HaError,

    /// <summary>
    /// A guest is no longer listed, although nobody destroyed it. On a cluster: its read token lost the right to see guests, nodes'
    /// figures, storages or the quorum, or has no rights at all.
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

    /// <summary>A certificate expires soon.</summary>
    CertExpiring,

    /// <summary>
    /// Many failures occurred in a cluster within seconds. Repairs wait, because such failures have a common cause that no restart repairs.
    /// </summary>
    FailureStorm,

    /// <summary>No cluster answers: the monitor's own network has failed, or something that all clusters share.</summary>
    MonitorIsolated,

    /// <summary>
    /// A guest stopped for a reason after which it should return (a reboot, its node's start, a backup, a migration, Proxmox HA), and did
    /// not return in time.
    /// </summary>
    GuestNotBack,

    /// <summary>
    /// A guest is locked, although no task is running that could hold the lock. The guest cannot be started, stopped or backed up until it
    /// is unlocked (api-facts §4).
    /// </summary>
    LockStale,

    /// <summary>A node's pvestatd constantly takes long for each cycle, so changes on the node are seen late.</summary>
    NodeSlow,

    /// <summary>Polls of a cluster fail, hang or do not begin because of a fault in the monitor.</summary>
    MonitorBlind,

    /// <summary>
    /// The monitor's own database does not store data, or is not the one that the monitor started with. Nothing is kept, and nothing is
    /// acknowledged.
    /// </summary>
    MonitorStorageFailed,

    /// <summary>Messages do not reach a destination of notifications: it refused the latest one for good, or one waits for long.</summary>
    DestinationBroken,
}
