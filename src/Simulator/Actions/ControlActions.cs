using OrleansMonitor.Simulator.Clusters;


using static OrleansMonitor.Simulator.Actions.ControlParameter;

namespace OrleansMonitor.Simulator.Actions;

/// <summary>All control actions of scripts and <c>/sim</c>.</summary>
internal static class ControlActions
{
    private static readonly ControlParameter By = Text("by", optional: true);

    public static IReadOnlyList<ControlAction> All { get; } = [.. OfGuestPower(), .. OfGuests(), .. OfNodes(), .. OfCluster()];

    public static ControlAction? Find(string name) => All.FirstOrDefault(action => action.Name == name);

    private static IEnumerable<ControlAction> OfGuestPower() =>
    [
        Guest("kill", "Kill its process, as by kill -9", [], (cluster, to) => cluster.KillGuest(to.Guest)),
        Guest("kill-for-memory", "Have the kernel kill it for lack of memory", [],
            (cluster, to) => cluster.KillGuestForMemory(to.Guest)),
        Guest("reboot-inside", "Reboot it from inside", [], (cluster, to) => cluster.RebootFromInside(to.Guest)),
        Guest("rollback", "Roll it back to a snapshot without memory", [By],
            (cluster, to) => cluster.RollbackGuest(to.Guest, to.By)),
        Guest("reset", "Reset it", [By], (cluster, to) => cluster.ResetGuest(to.Guest, to.By)),
        Guest("ha-start", "Ask HA to start it", [By], (cluster, to) => cluster.RequestHa(to.Guest, start: true, to.By)),
        Guest("ha-stop", "Ask HA to stop it", [By], (cluster, to) => cluster.RequestHa(to.Guest, start: false, to.By)),
        Guest("onboot", "Set whether it starts with its node", [Flag("onboot")],
            (cluster, to) => cluster.SetOnBoot(to.Guest, to.Flag("onboot"))),
        Guest("power-off-inside", "Power it off from inside", [], (cluster, to) => cluster.PowerOffFromInside(to.Guest)),
        Guest("start", "Start it", [By], (cluster, to) => cluster.StartGuest(to.Guest, to.By)),
        Guest("ensure-running", "Start it if it is stopped", [By], (cluster, to) => cluster.EnsureRunning(to.Guest, to.By)),
        Guest("stop", "Stop it at once", [By], (cluster, to) => cluster.StopGuest(to.Guest, to.By)),
        Guest("shutdown", "Shut it down", [By], (cluster, to) => cluster.ShutdownGuest(to.Guest, to.By)),
        Guest("reboot", "Reboot it", [By], (cluster, to) => cluster.RebootGuest(to.Guest, to.By)),
        Guest("pause", "Pause it", [By], (cluster, to) => cluster.PauseGuest(to.Guest, to.By)),
        Guest("resume", "Resume it", [By], (cluster, to) => cluster.ResumeGuest(to.Guest, to.By)),
        Guest("hibernate", "Hibernate it", [By], (cluster, to) => cluster.HibernateGuest(to.Guest, to.By)),
    ];

    private static IEnumerable<ControlAction> OfGuests() =>
    [
        Guest("migrate", "Move it", [Text("target"), By],
            (cluster, to) => cluster.MigrateGuest(to.Guest, to.Text("target"), to.By)),
        Guest("migrate-away", "Move it to another cluster, and remove it here or not", [Flag("delete"), By],
            (cluster, to) => cluster.MigrateGuestAway(to.Guest, to.Flag("delete"), to.By)),
        Guest("backup", "Run a backup", [Choice("mode", true, "snapshot", "suspend", "stop"), By],
            (cluster, to) => cluster.BackupGuest(to.Guest, to.Text("mode", "snapshot"), to.By)),
        Guest("fail-backup", "Run a backup that fails", [], (cluster, to) => cluster.FailBackup(to.Guest)),
        Guest("next-backup-fails", "Make its next backup fail, in any job", [Text("why", optional: true), Flag("leavesOff")],
            (cluster, to) => cluster.NextBackupFails(
                to.Guest, to.Text("why", "job failed with err -28 - No space left on device"), to.Flag("leavesOff", fallback: false))),
        Guest("backup-worker-dies", "The worker that backs it up dies: its lock stays", [],
            (cluster, to) => cluster.KillBackupWorker(to.Guest)),
        Guest("fail-replication", "Make its replication fail, or work again", [Flag("failing")],
            (cluster, to) => cluster.FailReplication(to.Guest, to.Flag("failing"))),
        Guest("remove-replication", "Remove its replication job", [], (cluster, to) => cluster.RemoveReplication(to.Guest)),
        Guest("run-state", "Set the QMP run state",
            [Choice("state", false, "running", "paused", "io-error", "guest-panicked", "internal-error", "prelaunch", "shutdown",
            "stopped")],
            (cluster, to) => cluster.SetQmpStatus(to.Guest, to.Text("state"))),
        Guest("misreport", "Make its node publish that it is stopped, or the truth again", [Flag("stopped")],
            (cluster, to) => cluster.MisreportGuest(to.Guest, to.Flag("stopped"))),
        Guest("create", "A new, stopped guest", [Text("on"), Flag("vm"), By],
            (cluster, to) => cluster.CreateGuest(to.Guest, to.Text("on"), to.By, to.Has("vm") ? to.Flag("vm") : null)),
        Guest("snapshot", "Take a snapshot of it", [By], (cluster, to) => cluster.SnapshotGuest(to.Guest, to.By)),
        Guest("clone", "Clone it", [Vmid("copy"), By],
            (cluster, to) => cluster.CloneGuest(to.Guest, (int)to.Number("copy")!.Value, to.By)),
        Guest("restore", "Restore it from a backup while it is stopped", [By],
            (cluster, to) => cluster.RestoreGuest(to.Guest, to.By)),
        Guest("load", "Set its CPU and memory usage; as usual when left out",
            [Ratio("cpu", optional: true), Ratio("memory", optional: true)],
            (cluster, to) => cluster.SetGuestLoad(to.Guest, to.Number("cpu"), to.Number("memory"))),
        Guest("destroy", "Remove it", [By], (cluster, to) => cluster.DestroyGuest(to.Guest, to.By)),
        Guest("disk", "Fill a container's root file system", [Ratio("ratio")],
            (cluster, to) => cluster.SetGuestDisk(to.Guest, to.Number("ratio")!.Value)),
        Guest("lock", "Set the lock, or remove it when left out", [Text("lock", optional: true)],
            (cluster, to) => cluster.SetLock(to.Guest, to.OptionalText("lock"))),
        Guest("tags", "Set the tags, or remove them when left out", [Text("tags", optional: true)],
            (cluster, to) => cluster.SetTags(to.Guest, to.OptionalText("tags"))),
        Guest("ha", "Put it under HA, or remove it from HA when left out",
            [Choice("state", true, "started", "stopped", "disabled", "ignored", "error", "recovery", "fence", "freeze")],
            (cluster, to) => cluster.SetHa(to.Guest, to.OptionalText("state"))),
        Guest("deaf", "It hangs, or hears again", [Flag("deaf")], (cluster, to) => cluster.SetDeaf(to.Guest, to.Flag("deaf"))),
        Guest("boot-time", "Set how long its start takes", [Duration("takes")],
            (cluster, to) => cluster.SetBootTime(to.Guest, to.Duration("takes"))),
        Guest("next-start-fails", "Make its next starts fail", [Count("times", optional: true)],
            (cluster, to) => cluster.NextStartFails(to.Guest, (int)(to.Number("times") ?? 1))),
    ];

    private static IEnumerable<ControlAction> OfNodes() =>
    [
        Node("power-off", "Cut its power", [], (cluster, to) => cluster.PowerOffNode(to.Node)),
        Node("power-on", "Restore its power", [], (cluster, to) => cluster.PowerOnNode(to.Node)),
        Node("shutdown-node", "Shut it down in order", [], (cluster, to) => cluster.ShutdownNode(to.Node)),
        Node("reboot-node", "Reboot it in order", [], (cluster, to) => cluster.RebootNode(to.Node)),
        Node("stop-all", "Shut all its guests down", [By], (cluster, to) => cluster.StopAllGuests(to.Node, to.By)),
        Node("backup-node", "Run one backup job over all its guests",
            [Choice("mode", true, "snapshot", "suspend", "stop"), Text("storage", optional: true), By],
            (cluster, to) => cluster.BackupNode(to.Node, to.Text("mode", "snapshot"), to.By, to.Text("storage", "shared"))),
        Node("isolate", "Cut it off from the other nodes", [], (cluster, to) => cluster.IsolateNode(to.Node)),
        Node("rejoin", "Reconnect it to the other nodes", [], (cluster, to) => cluster.RejoinNode(to.Node)),
        Node("hang-storage", "Make a storage hang, and with it pvestatd", [], (cluster, to) => cluster.HangStorage(to.Node)),
        Node("unhang-storage", "The storage answers again", [], (cluster, to) => cluster.HangStorage(to.Node, hung: false)),
        Node("certificate-ends-in", "Set how long its certificate is valid from now", [Duration("left")],
            (cluster, to) => cluster.SetCertificateExpiry(to.Node, to.Duration("left"))),
        Node("hang", "Make it accept connections but never answer", [], (cluster, to) => cluster.HangNode(to.Node)),
        Node("unhang", "Make it answer again", [], (cluster, to) => cluster.UnhangNode(to.Node)),
        Node("stop-pvestatd", "Make it stop publishing", [], (cluster, to) => cluster.StopPvestatd(to.Node)),
        Node("start-pvestatd", "Make it publish again", [], (cluster, to) => cluster.StartPvestatd(to.Node)),
        Node("pvestatd-round", "Set how long its pvestatd takes for a round, or as usual when left out",
            [Duration("takes", optional: true)],
            (cluster, to) => cluster.SetPublishRound(to.Node, to.OptionalText("takes") is null ? null : to.Duration("takes"))),
        Node("fail-service", "Make a service fail", [Text("service")], (cluster, to) => cluster.FailService(to.Node, to.Text("service"))),
        Node("restore-service", "Start a service", [Text("service")],
            (cluster, to) => cluster.RestoreService(to.Node, to.Text("service"))),
        Node("stop-service", "Stop a service, as by itself or by a user", [Text("service"), By],
            (cluster, to) => cluster.StopService(to.Node, to.Text("service"), to.OptionalText("by"))),
        Node("next-restart-fails", "Make the next restarts of a service fail", [Text("service"), Count("times", optional: true)],
            (cluster, to) => cluster.NextRestartFails(to.Node, to.Text("service"), (int)(to.Number("times") ?? 1))),
        Node("wake-on-lan", "Set the MAC address it is woken by, or remove it when left out", [Text("mac", optional: true)],
            (cluster, to) => cluster.SetWakeOnLan(to.Node, to.OptionalText("mac"))),
        Node("sleep-through", "Make it ignore wake-up packets, or not", [Flag("sleeps")],
            (cluster, to) => cluster.SleepThroughWake(to.Node, to.Flag("sleeps"))),
        Node("metrics", "Set what it measures", [Ratio("cpu", optional: true), Ratio("memory", optional: true),
            Ratio("disk", optional: true)],
            (cluster, to) => cluster.SetNodeMetrics(to.Node, to.Number("cpu"), to.Number("memory"), to.Number("disk"))),
        Node("fill-storage", "Fill a storage", [Text("storage"), Ratio("ratio")],
            (cluster, to) => cluster.FillStorage(to.Node, to.Text("storage"), to.Number("ratio")!.Value)),
        Node("storage-active", "Make a storage active or not", [Text("storage"), Flag("active")],
            (cluster, to) => cluster.SetStorageActive(to.Node, to.Text("storage"), to.Flag("active"))),
        Node("storage-removed", "Remove a storage from the configuration", [Text("storage")],
            (cluster, to) => cluster.RemoveStorage(to.Node, to.Text("storage"))),
        Node("storage-disabled", "Disable or enable a storage", [Text("storage"), Flag("disabled")],
            (cluster, to) => cluster.SetStorageDisabled(to.Node, to.Text("storage"), to.Flag("disabled"))),
        Node("fill-own-storage", "Fill a storage on this node only, although it is marked shared; the same everywhere when left out",
            [Text("storage"), Ratio("ratio", optional: true)],
            (cluster, to) => cluster.FillOwnStorage(to.Node, to.Text("storage"), to.Number("ratio"))),
        Node("caches", "Set which share of its memory is caches", [Ratio("ratio")],
            (cluster, to) => cluster.SetNodeCaches(to.Node, to.Number("ratio")!.Value)),
        Node("certificate-expiry", "Set the end of its certificate's validity", [Moment("notAfter")],
            (cluster, to) => cluster.SetCertificateExpiry(to.Node, to.Moment("notAfter"))),
        Node("certificate-replaced", "Replace its certificate by one of the same authority, or restore the former one", [Flag("former")],
            (cluster, to) => cluster.ReplaceCertificate(to.Node, to.Flag("former", fallback: false))),
        Node("ha-maintenance", "Begin or end its HA maintenance", [Flag("enabled")],
            (cluster, to) => cluster.SetHaMaintenance(to.Node, to.Flag("enabled"))),
        Node("clock-skew", "Set its clock ahead", [Duration("skew")], (cluster, to) => cluster.SetClockSkew(to.Node, to.Duration("skew"))),
    ];

    private static IEnumerable<ControlAction> OfCluster() =>
    [
        Cluster("kill-guests", "Kill the processes of all guests of these VMIDs, as by kill -9", [Count("first"), Count("last")],
            (cluster, to) => cluster.KillGuests((int)to.Number("first")!.Value, (int)to.Number("last")!.Value)),
        Cluster("start-guests", "Start all guests of these VMIDs", [Count("first"), Count("last"), By],
            (cluster, to) => cluster.StartGuests((int)to.Number("first")!.Value, (int)to.Number("last")!.Value, to.By)),
        Cluster("fault", "Inject a fault into matching requests, until clear-faults",
            [Text("pathPrefix", optional: true), Text("pathPattern", optional: true), Text("on", optional: true),
                Count("times", optional: true), Duration("delay", optional: true),
            Flag("hang"), Count("status", optional: true), Text("reason", optional: true), Count("truncateAfterBytes", optional: true),
            Flag("invalidJson"),
            Texts("dropRows", optional: true), Flag("abortConnection"), Text("method", optional: true), Flag("loseAnswer")],
            (cluster, to) => cluster.Faults.Add(to.Rule())),
        Cluster("clear-faults", "End all faults", [], (cluster, _) => cluster.Faults.Clear()),
        Cluster("split-network", "Split the network: these nodes see each other, and the others each other", [Texts("nodes")],
            (cluster, to) => cluster.SplitNetwork(to.Texts("nodes"))),
        Cluster("heal-network", "End a network split", [], (cluster, _) => cluster.HealNetwork()),
        Cluster("lose-quorum", "The nodes lose sight of each other", [], (cluster, _) => cluster.LoseQuorum()),
        Cluster("ha-sleeps", "Stop or resume the daemons of HA", [Flag("sleeps")],
            (cluster, to) => cluster.PutHaToSleep(to.Flag("sleeps"))),
        Cluster("regain-quorum", "The nodes see each other again", [], (cluster, _) => cluster.RegainQuorum()),
        Cluster("token-privileges", "Give a token exactly these privileges", [Text("token"), Texts("privileges")],
            (cluster, to) => cluster.SetTokenPrivileges(to.Text("token"), to.Texts("privileges"))),
        Cluster("pveum", "Run a line of pveum commands for roles, entries, users and tokens", [Text("line")], (cluster, to) =>
        {
            if (cluster.RunPveum(to.Text("line")) is { } error) throw new InvalidOperationException(error);
        }),
        Cluster("revoke-token", "Make a token invalid, or valid again", [Text("token"), Flag("revoked")],
            (cluster, to) => cluster.RevokeToken(to.Text("token"), to.Flag("revoked"))),
    ];

    private static ControlAction Guest(string name, string summary, ControlParameter[] parameters, Action<SimulatedCluster,
        ControlArguments> run) =>
        new(name, ControlTarget.Guest, summary, parameters, run);

    private static ControlAction Node(string name, string summary, ControlParameter[] parameters, Action<SimulatedCluster,
        ControlArguments> run) =>
        new(name, ControlTarget.Node, summary, parameters, run);

    private static ControlAction Cluster(string name, string summary, ControlParameter[] parameters, Action<SimulatedCluster,
        ControlArguments> run) =>
        new(name, ControlTarget.Cluster, summary, parameters, run);
}
