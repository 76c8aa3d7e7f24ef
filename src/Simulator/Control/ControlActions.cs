using static OrleansMonitor.Simulator.Control.ControlParameter;

namespace OrleansMonitor.Simulator.Control;

/// <summary>All control actions, for scripts and for <c>/sim</c> alike.</summary>
internal static class ControlActions
{
    private static readonly ControlParameter By = Text("by", optional: true);

    public static IReadOnlyList<ControlAction> All { get; } = [.. OfGuests(), .. OfNodes(), .. OfCluster()];

    public static ControlAction? Find(string name) => All.FirstOrDefault(action => action.Name == name);

    private static IEnumerable<ControlAction> OfGuests() =>
    [
        Guest("kill", "End the process like kill -9", [], (cluster, to) => cluster.KillGuest(to.Guest)),
        Guest("power-off-inside", "The guest powers itself off", [], (cluster, to) => cluster.PowerOffFromInside(to.Guest)),
        Guest("start", "Somebody starts it", [By], (cluster, to) => cluster.StartGuest(to.Guest, to.By)),
        Guest("ensure-running", "Somebody starts it if it is stopped", [By], (cluster, to) => cluster.EnsureRunning(to.Guest, to.By)),
        Guest("stop", "Somebody stops it hard", [By], (cluster, to) => cluster.StopGuest(to.Guest, to.By)),
        Guest("shutdown", "Somebody shuts it down", [By], (cluster, to) => cluster.ShutdownGuest(to.Guest, to.By)),
        Guest("reboot", "Somebody reboots it", [By], (cluster, to) => cluster.RebootGuest(to.Guest, to.By)),
        Guest("pause", "Somebody pauses it", [By], (cluster, to) => cluster.PauseGuest(to.Guest, to.By)),
        Guest("resume", "Somebody resumes it", [By], (cluster, to) => cluster.ResumeGuest(to.Guest, to.By)),
        Guest("hibernate", "Somebody suspends it to disk", [By], (cluster, to) => cluster.HibernateGuest(to.Guest, to.By)),
        Guest("migrate", "Somebody moves it", [Text("target"), By],
            (cluster, to) => cluster.MigrateGuest(to.Guest, to.Text("target"), to.By)),
        Guest("backup", "A backup runs", [Choice("mode", true, "snapshot", "suspend", "stop"), By],
            (cluster, to) => cluster.BackupGuest(to.Guest, to.Text("mode", "snapshot"), to.By)),
        Guest("fail-backup", "A backup runs and fails", [], (cluster, to) => cluster.FailBackup(to.Guest)),
        Guest("fail-replication", "Its replication fails, or works again", [Flag("failing")],
            (cluster, to) => cluster.FailReplication(to.Guest, to.Flag("failing"))),
        Guest("run-state", "Set the QMP run state",
            [Choice("state", false, "running", "paused", "io-error", "guest-panicked", "internal-error", "prelaunch", "shutdown",
            "stopped")],
            (cluster, to) => cluster.SetQmpStatus(to.Guest, to.Text("state"))),
        Guest("create", "A new, stopped guest", [Text("on"), By], (cluster, to) => cluster.CreateGuest(to.Guest, to.Text("on"), to.By)),
        Guest("destroy", "Remove it", [By], (cluster, to) => cluster.DestroyGuest(to.Guest, to.By)),
        Guest("disk", "Fill a container's root file system", [Ratio("ratio")],
            (cluster, to) => cluster.SetGuestDisk(to.Guest, to.Number("ratio")!.Value)),
        Guest("lock", "Set the lock, or remove it when left out", [Text("lock", optional: true)],
            (cluster, to) => cluster.SetLock(to.Guest, to.OptionalText("lock"))),
        Guest("tags", "Set the tags, or remove them when left out", [Text("tags", optional: true)],
            (cluster, to) => cluster.SetTags(to.Guest, to.OptionalText("tags"))),
        Guest("ha", "Put it under HA, or take it out when left out",
            [Choice("state", true, "started", "stopped", "disabled", "ignored", "error")],
            (cluster, to) => cluster.SetHa(to.Guest, to.OptionalText("state"))),
        Guest("deaf", "It hangs, or hears again", [Flag("deaf")], (cluster, to) => cluster.SetDeaf(to.Guest, to.Flag("deaf"))),
        Guest("boot-time", "Set how long its start takes", [Duration("takes")], (cluster, to) => cluster.SetBootTime(to.Guest, to.Duration("takes"))),
        Guest("next-start-fails", "Its next starts fail", [Count("times", optional: true)],
            (cluster, to) => cluster.NextStartFails(to.Guest, (int)(to.Number("times") ?? 1))),
    ];

    private static IEnumerable<ControlAction> OfNodes() =>
    [
        Node("power-off", "Cut its power", [], (cluster, to) => cluster.PowerOffNode(to.Node)),
        Node("power-on", "Give it its power back", [], (cluster, to) => cluster.PowerOnNode(to.Node)),
        Node("shutdown-node", "Shut it down in order", [], (cluster, to) => cluster.ShutdownNode(to.Node)),
        Node("hang", "It accepts connections but never answers", [], (cluster, to) => cluster.HangNode(to.Node)),
        Node("unhang", "It answers again", [], (cluster, to) => cluster.UnhangNode(to.Node)),
        Node("stop-pvestatd", "It publishes no more", [], (cluster, to) => cluster.StopPvestatd(to.Node)),
        Node("start-pvestatd", "It publishes again", [], (cluster, to) => cluster.StartPvestatd(to.Node)),
        Node("fail-service", "A service fails", [Text("service")], (cluster, to) => cluster.FailService(to.Node, to.Text("service"))),
        Node("restore-service", "A service runs again", [Text("service")],
            (cluster, to) => cluster.RestoreService(to.Node, to.Text("service"))),
        Node("next-restart-fails", "The next restarts of a service fail", [Text("service"), Count("times", optional: true)],
            (cluster, to) => cluster.NextRestartFails(to.Node, to.Text("service"), (int)(to.Number("times") ?? 1))),
        Node("wake-on-lan", "Set the MAC address it is woken by, or remove it when left out", [Text("mac", optional: true)],
            (cluster, to) => cluster.SetWakeOnLan(to.Node, to.OptionalText("mac"))),
        Node("sleep-through", "It wakes by no packet, or does again", [Flag("sleeps")],
            (cluster, to) => cluster.SleepThroughWake(to.Node, to.Flag("sleeps"))),
        Node("metrics", "Set what it measures", [Ratio("cpu", optional: true), Ratio("memory", optional: true),
            Ratio("disk", optional: true)],
            (cluster, to) => cluster.SetNodeMetrics(to.Node, to.Number("cpu"), to.Number("memory"), to.Number("disk"))),
        Node("fill-storage", "Fill a storage", [Text("storage"), Ratio("ratio")],
            (cluster, to) => cluster.FillStorage(to.Node, to.Text("storage"), to.Number("ratio")!.Value)),
        Node("storage-active", "Make a storage active or not", [Text("storage"), Flag("active")],
            (cluster, to) => cluster.SetStorageActive(to.Node, to.Text("storage"), to.Flag("active"))),
        Node("certificate-expiry", "Set the end of its certificate's validity", [Moment("notAfter")],
            (cluster, to) => cluster.SetCertificateExpiry(to.Node, to.Moment("notAfter"))),
        Node("clock-skew", "Set its clock ahead", [Duration("skew")], (cluster, to) => cluster.SetClockSkew(to.Node, to.Duration("skew"))),
    ];

    private static IEnumerable<ControlAction> OfCluster() =>
    [
        Cluster("lose-quorum", "The nodes lose sight of each other", [], (cluster, _) => cluster.LoseQuorum()),
        Cluster("regain-quorum", "The nodes see each other again", [], (cluster, _) => cluster.RegainQuorum()),
        Cluster("token-privileges", "Give a token exactly these privileges", [Text("token"), Texts("privileges")],
            (cluster, to) => cluster.SetTokenPrivileges(to.Text("token"), to.Texts("privileges"))),
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
