using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Planned work on nodes and services.</summary>
internal static class Maintenance
{
    // Without it a node reaches no other.
    private const string Corosync = "corosync";

    private static readonly string[] Services =
    [
        "chrony", "cron", "postfix", "pve-firewall", "pve-ha-crm", "pve-ha-lrm", "pvescheduler", "spiceproxy", "pvedaemon", "pveproxy",
        Corosync, "pve-cluster",
    ];

    // Proxmox' API refuses to stop them.
    private static readonly string[] Unstoppable = ["pvedaemon", "pveproxy", "pve-cluster"];

    /// <summary>How long an orderly shutdown of a node takes.</summary>
    public static TimeSpan Down(Scene scene) =>
        scene.Plan.Estate.Cluster.Timings.GuestShutdown + (2 * scene.Plan.Estate.Cluster.Timings.GuestStop) + FromSeconds(1);

    public static bool Reboot(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        Reboot(scene, Zero, node);
        return true;
    }

    /// <summary>Reboots each node in turn, emptied by HA if there is HA. Announced in half of the cases.</summary>
    public static bool PatchNight(Scene scene)
    {
        var next = FromSeconds(30);
        if (scene.Plan.Nodes.Any(node => !scene.CanTake(node.BusyUntil))) return false;
        foreach (var node in scene.Plan.Nodes)
        {
            if (scene.Plan.Estate.HasHa) scene.Step(next, "ha-maintenance", ("node", node.Name), ("enabled", true));
            next += scene.Chance.Minutes(1, 10) + scene.Plan.Estate.Cluster.Timings.Migration;
            next = Reboot(scene, next, node) + scene.Chance.Minutes(1, 15);
            if (scene.Plan.Estate.HasHa) scene.Step(next, "ha-maintenance", ("node", node.Name), ("enabled", false));
            next += FromMinutes(1) + scene.Plan.Estate.Cluster.Timings.Migration;
        }

        foreach (var node in scene.Plan.Nodes) scene.Reserve(node, next);
        if (scene.Chance.Of(0.5))
            scene.Plan.Windows.Add((scene.At - FromMinutes(1), scene.At + (next * scene.Chance.Ratio(0.6, 1.3)), "lab"));
        return true;
    }

    /// <summary>Puts a node into HA maintenance for a while without a reboot.</summary>
    public static bool Emptied(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        var lasts = scene.Chance.Minutes(5, 300);
        scene.Step(Zero, "ha-maintenance", ("node", node.Name), ("enabled", true));
        scene.Step(lasts, "ha-maintenance", ("node", node.Name), ("enabled", false));
        scene.Reserve(node, lasts + FromMinutes(2));
        return true;
    }

    /// <summary>Somebody shuts all guests of a node down, and starts them again.</summary>
    public static bool StopAll(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        var back = FromMinutes(1) + scene.Chance.Minutes(1, 240);
        scene.Step(Zero, "stop-all", ("node", node.Name), ("by", scene.Person));
        foreach (var guest in scene.GuestsOn(node).Where(guest => guest is { Runs: true, Ha: false }))
            scene.StepByPerson(back, "ensure-running", guest);
        scene.Reserve(node, back + FromSeconds(10));
        return true;
    }

    /// <summary>A service fails and its next restart may fail too. Somebody fixes it in the end.</summary>
    public static bool ServiceFails(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        var service = Service(scene, node);
        if (scene.Chance.Of(0.3))
            scene.Step(Zero, "next-restart-fails", ("node", node.Name), ("service", service), ("times", scene.Chance.From(1, 4)));
        scene.Step(FromSeconds(1), "fail-service", ("node", node.Name), ("service", service));
        if (service == Corosync) scene.Step(FromSeconds(1), "isolate", node);
        scene.MayApprove(FromSeconds(30));
        Restored(scene, node, service, scene.Chance.Minutes(1, 600));
        return true;
    }

    /// <summary>A service stops, by a user or for an unknown reason.</summary>
    public static bool ServiceStops(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        var service = Service(scene, node);
        var by = scene.Chance.Of(0.7) ? scene.Person : null;
        if (by is null || Unstoppable.Contains(service)) scene.Step(Zero, "stop-service", ("node", node.Name), ("service", service));
        else scene.Step(Zero, "stop-service", ("node", node.Name), ("service", service), ("by", by));
        if (service == Corosync) scene.Step(Zero, "isolate", node);
        Restored(scene, node, service, scene.Chance.Seconds(5, 7200));
        return true;
    }

    private static void Restored(Scene scene, PlannedNode node, string service, TimeSpan lasts)
    {
        scene.Step(lasts, "restore-service", ("node", node.Name), ("service", service));
        if (service == Corosync) scene.Step(lasts, "rejoin", node);
        if (service is Corosync or "pvedaemon" or "pveproxy" or "pve-cluster") scene.Reserve(node, lasts);
    }

    // corosync does not run without a cluster, and a node with HA would reset itself without it.
    private static string Service(Scene scene, PlannedNode node) =>
        scene.Chance.Pick(scene.Plan.Estate.Cluster.Standalone || Nodes.HoldsHa(scene,
            node) ? [.. Services.Where(service => service != Corosync)] : Services);

    private static TimeSpan Reboot(Scene scene, TimeSpan after, PlannedNode node)
    {
        var timings = scene.Plan.Estate.Cluster.Timings;
        scene.Step(after, "reboot-node", node);
        var back = after + Down(scene) + timings.NodeFirmware;
        Nodes.Returns(scene, node, null, back);
        return back + timings.NodeBoot + timings.GuestStart;
    }
}
