using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>One fault of a kind: how it begins and ends, what tells it, and how long after its begin it can be known.</summary>
internal sealed record Trouble(FaultKind Kind, string Key, TimeSpan Due, Action<Tale, TimeSpan> Begin, Action<Tale, TimeSpan> End)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly string AllRights = "VM.Audit,Sys.Audit,Datastore.Audit,Sys.Syslog";

    public static IReadOnlyList<Trouble> All { get; } =
    [
        new(FaultKind.GuestCrashed, "VM_CRASHED:lab/100", default, (tale, at) => tale.Stops(at, 100, GuestEnd.Crash),
            (tale, at) => tale.Runs(at, 100)),
        new(FaultKind.GuestNotBack, "GUEST_NOT_BACK:lab/100", Second * 60,
            (tale, at) => tale.Task(at - (Second * 3), at, "qmreboot", "100", "pve1").Stops(at, 100, GuestEnd.Task),
                (tale, at) => tale.Runs(at, 100)),
        new(FaultKind.GuestBroken, "GUEST_IO_ERROR:lab/100", default,
            (tale, at) => tale.Guest(at, 100, guest => guest with { Status = "io-error" }),
                (tale, at) => tale.Guest(at, 100, guest => guest with { Status = "running" })),
        new(FaultKind.LockStale, "LOCK_STALE:lab/100", default,
            (tale, at) => tale.Guest(at, 100, guest => guest with { Lock = "backup" }),
                (tale, at) => tale.Guest(at, 100, guest => guest with { Lock = null })),
        new(FaultKind.HaGaveUp, "HA_ERROR:lab/100", default,
            (tale, at) => tale.Guest(at, 100, guest => guest with { Ha = "error" }),
                (tale, at) => tale.Guest(at, 100, guest => guest with { Ha = null })),
        new(FaultKind.NodeDown, "NODE_UNREACHABLE:lab/pve3", default,
            (tale, at) => tale.Node(at, "pve3", node => node with { Powered = false, Online = false, Publishes = false }),
            (tale, at) => tale.Node(at, "pve3", node => node with { Powered = true, Online = true, Publishes = true })),
        new(FaultKind.NodeIsolated, "NODE_ISOLATED:lab/pve3", default,
            (tale, at) => tale.Node(at, "pve3", node => node with { Heard = false, Quorate = false }),
                (tale, at) => tale.Node(at, "pve3", node => node with { Heard = true, Quorate = true })),
        new(FaultKind.NodeFrozen, "NODE_FROZEN:lab/pve3", Second * 30,
            (tale, at) => tale.Node(at, "pve3", node => node with { Publishes = false }),
                (tale, at) => tale.Node(at, "pve3", node => node with { Publishes = true })),
        new(FaultKind.NodeSlow, "NODE_SLOW:lab/pve3", Second * 600,
            (tale, at) => tale.Node(at, "pve3", node => node with { Round = Second * 45 }),
                (tale, at) => tale.Node(at, "pve3", node => node with { Round = Second * 10 })),
        new(FaultKind.QuorumLost, "QUORUM_LOST:lab", default,
            (tale, at) => tale.Nodes(at, node => node with { Quorate = false, Heard = false }),
                (tale, at) => tale.Nodes(at, node => node with { Quorate = true, Heard = true })),
        new(FaultKind.ClusterUnreachable, "CLUSTER_UNREACHABLE:lab", default,
            (tale, at) => tale.Privileges(at, AllRights, revoked: true), (tale, at) => tale.Privileges(at, AllRights)),
        new(FaultKind.ServiceDown, "SERVICE_DOWN:lab/pve3/chrony", default, (tale, at) => tale.Service(at, "failed"),
            (tale, at) => tale.Service(at, "running")),
        new(FaultKind.StorageUnavailable, "STORAGE_UNAVAILABLE:lab/pve3/local", default, (tale, at) => tale.Storage(at, active: false),
            (tale, at) => tale.Storage(at)),
        new(FaultKind.LimitExceeded, "DISK_HIGH:lab/pve3", default,
            (tale, at) => tale.Node(at, "pve3", node => node with { Disk = 0.92 }),
                (tale, at) => tale.Node(at, "pve3", node => node with { Disk = 0.5 })),
        new(FaultKind.CertificateExpiring, "CERT_EXPIRING:lab/pve3/pve-ssl.pem", default,
            (tale, at) => tale.Node(at, "pve3", node => node with { CertificateEnds = Story.Start.AddDays(5) }),
                (tale, at) => tale.Node(at, "pve3", node => node with { CertificateEnds = Story.Start.AddDays(600) })),
        new(FaultKind.BackupFailed, "BACKUP_FAILED:lab/100", default,
            (tale, at) => tale.Task(at - (Second * 20), at, "vzdump", "100", "pve1", ended: "job errors"),
                (tale, at) => tale.Narrates(at, "backup-finished", 100, "pve1")),
        new(FaultKind.ReplicationFailed, "REPLICATION_FAILED:lab/100", default,
            (tale, at) => tale.Guest(at, 100, guest => guest with { ReplicationFails = true }),
                (tale, at) => tale.Guest(at, 100, guest => guest with { ReplicationFails = false })),
        new(FaultKind.VisibilityLost, "VISIBILITY_LOST:lab", default,
            (tale, at) => tale.Privileges(at, "Sys.Audit,Datastore.Audit,Sys.Syslog"), (tale, at) => tale.Privileges(at, AllRights)),
        new(FaultKind.MonitorStorageFailed, "MONITOR_STORAGE_FAILED:monitor", default,
            (tale, at) => tale.Life(at, MonitorAction.DatabaseAway), (tale, at) => tale.Life(at, MonitorAction.DatabaseBack)),
    ];

    public static Trouble Of(FaultKind kind) => All.Single(trouble => trouble.Kind == kind);
}
