namespace OrleansMonitor.Simulator.Tests;

/// <summary>Every GET endpoint a monitor uses, on a cluster of <see cref="SimulatorFixture"/>, with the schema path it must conform
/// to.</summary>
internal static class AllEndpoints
{
    public static readonly (string Path, string Schema)[] Get =
    [
        ("version", "/version"), ("cluster/status", "/cluster/status"), ("cluster/resources", "/cluster/resources"),
        ("cluster/resources?type=vm", "/cluster/resources"),
        ("cluster/tasks", "/cluster/tasks"), ("cluster/ha/status/current", "/cluster/ha/status/current"),
        ("cluster/ha/status/manager_status", "/cluster/ha/status/manager_status"),
        ("cluster/ha/resources", "/cluster/ha/resources"), ("cluster/backup", "/cluster/backup"),
        ("cluster/backup-info/not-backed-up", "/cluster/backup-info/not-backed-up"),
        ("cluster/replication", "/cluster/replication"), ("nodes", "/nodes"), ("nodes/pve2/status", "/nodes/{node}/status"),
        ("nodes/pve2/services", "/nodes/{node}/services"),
        ("nodes/pve2/services/pveproxy/state", "/nodes/{node}/services/{service}/state"), ("nodes/pve2/storage", "/nodes/{node}/storage"),
        ("nodes/pve2/storage/local/status", "/nodes/{node}/storage/{storage}/status"),
        ("nodes/pve2/certificates/info", "/nodes/{node}/certificates/info"),
        ("nodes/pve2/replication", "/nodes/{node}/replication"), ("nodes/pve2/tasks", "/nodes/{node}/tasks"),
        ("nodes/pve1/tasks?source=all&limit=5", "/nodes/{node}/tasks"),
        ("nodes/pve2/time", "/nodes/{node}/time"), ("nodes/pve1/qemu", "/nodes/{node}/qemu"),
        ("nodes/pve1/qemu?full=1", "/nodes/{node}/qemu"), ("nodes/pve2/lxc", "/nodes/{node}/lxc"),
        ("nodes/pve1/qemu/100/config", "/nodes/{node}/qemu/{vmid}/config"),
        ("nodes/pve1/qemu/100/status/current", "/nodes/{node}/qemu/{vmid}/status/current"),
        ("nodes/pve3/lxc/102/config", "/nodes/{node}/lxc/{vmid}/config"),
        ("nodes/pve3/lxc/102/status/current", "/nodes/{node}/lxc/{vmid}/status/current"),
        ("nodes/pve2/journal", "/nodes/{node}/journal"), ("nodes/pve2/disks/list", "/nodes/{node}/disks/list"),
        ("nodes/pve2/subscription", "/nodes/{node}/subscription"),
        ("access/permissions", "/access/permissions"),
    ];
}
