using OrleansMonitor.Trust.Stories.Chapters;

namespace OrleansMonitor.Trust.Stories;

/// <summary>
/// The frequency of each chapter. No figures are published for estates of this size, so all are estimates; the last column has their
/// basis. From a plausible range the higher end is used. Under stress rare chapters are some hundred times as frequent, daily work some
/// dozen times.
/// </summary>
internal static class Rates
{
    private const string Work = "estimate: daily work of a small team";
    private const string Rare = "estimate: every administrator has seen it, few saw it this year";
    private const string Hardware = "estimate: one to three outages of a server in a decade, and as many of what feeds it";
    private const string Software = "estimate: threads on it in Proxmox' forum are common";
    private const string Own = "estimate: as any service on a machine that is patched monthly";

    public static IReadOnlyList<Rate> All { get; } =
    [
        new("stop and start", Per.Guest, 0.3, 10, People.StopAndStart, Work),
        new("shut down and start", Per.Guest, 0.6, 15, People.ShutDownAndStart, Work),
        new("shut down deaf", Per.Guest, 0.03, 4, People.ShutDownDeaf, Software),
        new("hang", Per.Guest, 0.02, 2, People.Hang, Software),
        new("reboot", Per.Guest, 1, 20, People.Reboot, Work + ", monthly patches"),
        new("reset", Per.Guest, 0.03, 3, People.Reset, Work),
        new("snapshot", Per.Guest, 0.5, 10, People.Snapshot, Work + ", before changes"),
        new("pause", Per.Guest, 0.03, 3, People.Pause, Work),
        new("migrate", Per.GuestOfCluster, 0.5, 10, People.Migrate, Work + ", before patches"),
        new("roll back", Per.Guest, 0.03, 3, People.RollBack, Work),
        new("hibernate", Per.Guest, 0.02, 2, People.Hibernate, Work),
        new("start what was off", Per.Guest, 0.03, 2, People.StartWhatWasOff, Work),
        new("tag", Per.Guest, 0.1, 3, People.Tag, Work),
        new("create", Per.Guest, 0.05, 1, GuestLifecycle.Create, Work),
        new("clone", Per.Guest, 0.05, 1, GuestLifecycle.Clone, Work),
        new("destroy", Per.Guest, 0.05, 1, GuestLifecycle.Destroy, Work),
        new("re-create", Per.Guest, 0.02, 2, GuestLifecycle.Recreate, Work),
        new("restore", Per.Guest, 0.02, 2, GuestLifecycle.Restore, Work),

        new("single backup", Per.Guest, 0.2, 8, Backups.Single, Work),
        new("backup of a node", Per.Node, 0.5, 20, Backups.OfNode, Work),
        new("backup fails", Per.Guest, 0.05, 4, Backups.Fails, Software),
        new("backup leaves off", Per.Guest, 0.005, 2, Backups.LeavesOff, Rare),
        new("backup interrupted", Per.Guest, 0.01, 2, Backups.Interrupted, Software),
        new("backup job interrupted", Per.Node, 0.03, 3, Backups.JobInterrupted, Software),

        new("crash", Per.Guest, 0.03, 5, Crashes.Killed, Software),
        new("out of memory", Per.Guest, 0.03, 3, Crashes.KilledForMemory, Software),
        new("power-off inside", Per.Guest, 0.1, 4, Crashes.PowersOffInside, Work + ", by the guests' owners"),
        new("reboot inside", Per.Guest, 1, 10, Crashes.RebootsInside, Work + ", unattended upgrades"),
        new("crash loop", Per.Guest, 0.003, 0.8, Crashes.Loop, Rare),
        new("storm", Per.Estate, 0.05, 15, Crashes.Storm, Rare),
        new("does not start after a crash", Per.Guest, 0.005, 1.5, Crashes.DoesNotStart, Rare),
        new("start fails", Per.Guest, 0.01, 1, Crashes.StartFails, Software),
        new("input/output error", Per.Guest, 0.005, 1, Crashes.InputOutputError, Software),
        new("panic", Per.Guest, 0.003, 1, Crashes.Panics, Rare),
        new("misreported", Per.Guest, 0.005, 1, Crashes.Misreported, Rare),

        new("crash under HA", Per.HaGuest, 0.1, 10, HighAvailability.Killed, Software),
        new("HA gives up", Per.HaGuest, 0.01, 2, HighAvailability.GivesUp, Software),
        new("HA stops and starts", Per.HaGuest, 0.3, 10, HighAvailability.StoppedAndStarted, Work),
        new("HA reconfigured", Per.HaCluster, 0.5, 20, HighAvailability.Reconfigured, Work),
        new("HA sleeps", Per.HaCluster, 0.05, 10, HighAvailability.Sleeps, Rare),
        new("emptied by HA", Per.HaNode, 0.1, 4, Maintenance.Emptied, Work),

        new("patch night", Per.Estate, 0.8, 12, Maintenance.PatchNight, "estimate: kernels come about monthly"),
        new("node reboots", Per.Node, 0.1, 6, Maintenance.Reboot, Work),
        new("node shut down", Per.Node, 0.05, 4, Nodes.ShutDown, Work),
        new("guests of a node stopped", Per.Node, 0.03, 3, Maintenance.StopAll, Work),
        new("service fails", Per.Node, 0.1, 20, Maintenance.ServiceFails, Software),
        new("service stopped", Per.Node, 0.1, 10, Maintenance.ServiceStops, Work),
        new("power cut", Per.Node, 0.03, 5, Nodes.LosesPower, Hardware),
        new("node isolated", Per.Member, 0.03, 5, Nodes.Isolated, Hardware),
        new("node hangs", Per.Node, 0.02, 4, Nodes.Hangs, Hardware),
        new("pvestatd dead", Per.Node, 0.05, 5, Nodes.StopsPublishing, Software),
        new("storage hangs", Per.Node, 0.1, 5, Nodes.StorageHangs, Software + " (NFS)"),
        new("slow rounds", Per.Node, 0.3, 15, Nodes.PublishesSlowly, Software),
        new("quorum lost", Per.Cluster, 0.02, 6, Nodes.QuorumLost, Hardware),
        new("network split", Per.Cluster, 0.02, 6, Nodes.Split, Hardware),
        new("clock off", Per.Node, 0.05, 6, Nodes.ClockIsOff, Rare),

        new("storage fills", Per.Node, 0.1, 15, Resources.StorageFills, Software),
        new("own storage fills", Per.Node, 0.02, 4, Resources.OwnStorageFills, Rare),
        new("storage away", Per.Node, 0.1, 10, Resources.StorageGoesAway, Software),
        new("storage switched off", Per.Node, 0.03, 4, Resources.StorageSwitchedOff, Work),
        new("processor busy", Per.Node, 1, 30, Resources.ProcessorBusy, Work),
        new("memory short", Per.Node, 0.3, 15, Resources.MemoryShort, Software),
        new("disk fills", Per.Node, 0.1, 10, Resources.DiskFills, Software),
        new("caches grow", Per.Node, 0.2, 5, Resources.CachesGrow, Software + " (ZFS)"),
        new("container fills", Per.Guest, 0.05, 3, Resources.ContainerFills, Software),
        new("guest busy", Per.Guest, 0.3, 6, Resources.GuestBusy, Work),
        new("replication fails", Per.Member, 0.05, 5, Resources.ReplicationFails, Software),

        new("broken answers", Per.Estate, 2, 100, Upstream.Broken, Software),
        new("answer to an act lost", Per.Estate, 0.1, 20, Upstream.ActLost, Rare),
        new("rows missing", Per.Estate, 0.1, 10, Upstream.RowsMissing, Rare),
        new("token revoked", Per.Estate, 0.05, 8, Upstream.TokenRevoked, Work),
        new("privileges revoked", Per.Estate, 0.05, 10, Upstream.PrivilegesRevoked, Work),
        new("certificate expires", Per.Node, 0.05, 4, Upstream.CertificateExpires,
            "estimate: two years' validity, renewed by itself or forgotten"),
        new("certificate replaced", Per.Node, 0.05, 4, Upstream.CertificateReplaced, "estimate: once in two years"),

        new("monitor restarts", Per.Estate, 1, 60, MonitorLife.Restarted, Own),
        new("monitor killed", Per.Estate, 0.2, 60, MonitorLife.Killed, Own),
        new("monitor reconfigured", Per.Estate, 0.5, 30, MonitorLife.Reconfigured, Own),
        new("monitor cut off", Per.Estate, 0.5, 40, MonitorLife.CutOff, Hardware),
        new("database away", Per.Estate, 0.2, 40, MonitorLife.DatabaseAway, Own),
        new("monitor's clock set", Per.Estate, 0.1, 20, MonitorLife.ClockSet, Own),
        new("approved", Per.Estate, 4, 150, MonitorLife.Approves, Work),
        new("rejected", Per.Estate, 1, 30, MonitorLife.Rejects, Work),
        new("level set", Per.Estate, 0.5, 30, MonitorLife.LevelSet, Work),
        new("kill switch", Per.Estate, 0.2, 15, MonitorLife.KillSwitch, Work),
    ];

    /// <summary>Two to four chapters within a minute or two, on the same guest and node if possible.</summary>
    public static Rate PileUps { get; } = new("pile-up", Per.Estate, 0.5, 250, _ => false,
        "estimate: what goes wrong together is what is remembered");

    /// <summary>The nightly backup job, each night at half past two.</summary>
    public static Rate Nightly { get; } = new("nightly backup", Per.Estate, 30, 30, Backups.Nightly,
        "Proxmox' own default is a job each night");
}
