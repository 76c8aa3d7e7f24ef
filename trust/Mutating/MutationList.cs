using System.Collections.Immutable;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>The mutations that the judge must find, from every part of the monitor.</summary>
internal static class MutationList
{
    public static ImmutableArray<string> All { get; } =
    [
        "VM_CRASHED", "CT_CRASHED", "GUEST_NOT_BACK", "GUEST_IO_ERROR", "GUEST_PANICKED", "HA_ERROR", "LOCK_STALE",
        "NODE_UNREACHABLE", "NODE_ISOLATED", "NODE_FROZEN", "NODE_SLOW", "QUORUM_LOST", "CLUSTER_UNREACHABLE",
        "SERVICE_DOWN", "STORAGE_UNAVAILABLE", "STORAGE_HIGH", "DISK_HIGH", "RAM_HIGH", "CPU_HIGH", "CERT_EXPIRING", "BACKUP_FAILED",
        "REPLICATION_FAILED",
        "FAILURE_STORM", "VISIBILITY_LOST",
        "cause:stopped_by_user", "cause:backup", "cause:node_shutdown", "cause:destroyed", "cause:hibernated", "cause:unknown",
        "sense:witness", "sense:lock", "sense:ha", "sense:pulse", "sense:node-offline", "sense:uptime-moves", "sense:permissions",
        "sense:ping",
        "patience:unreachable", "rule:hold", "rule:hysteresis", "policy:onboot", "endpoints", "memory", "window", "flapping", "parents",
        "limit:attempts", "limit:concurrent", "acts:twice", "watch:clock", "watch:storage", "ends:never", "polls:slow",
    ];
}
