using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Backups that work, fail, or leave a lock or a stopped guest.</summary>
internal static class Backups
{
    private static readonly string[] Modes = ["snapshot", "suspend", "stop"];
    private static readonly string[] Reasons =
        ["job failed with err -28 - No space left on device", "storage 'shared' is not online", "VM quit/powerdown failed - got timeout"];

    /// <summary>The nightly job: one task on each node, over all its guests.</summary>
    public static bool Nightly(Scene scene)
    {
        if (scene.Plan.Estate.BackupMode is not { } mode) return false;
        foreach (var node in scene.Plan.Nodes) Job(scene, Zero, node, mode);
        return true;
    }

    public static bool Single(Scene scene)
    {
        if (scene.Guest(_ => true) is not { } guest) return false;
        Backup(scene, guest, scene.Chance.Pick(Modes));
        return true;
    }

    /// <summary>Somebody backs up a whole node during the day.</summary>
    public static bool OfNode(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        Job(scene, Zero, node, scene.Chance.Pick(Modes));
        return true;
    }

    /// <summary>Fails once, alone or in a job.</summary>
    public static bool Fails(Scene scene)
    {
        if (scene.Guest(_ => true) is not { } guest) return false;
        scene.Step(Zero, "next-backup-fails", ("guest", guest.Vmid), ("why", scene.Chance.Pick(Reasons)));
        if (scene.Chance.Of(0.5)) Backup(scene, guest, scene.Chance.Pick(Modes));
        else Job(scene, FromSeconds(1), guest.Node, "snapshot");
        return true;
    }

    /// <summary>Fails and leaves the stopped guest off until somebody notices.</summary>
    public static bool LeavesOff(Scene scene)
    {
        if (scene.RunningGuest() is not { } guest) return false;
        scene.Step(Zero, "next-backup-fails", ("guest", guest.Vmid), ("why", Reasons[2]), ("leavesOff", true));
        Backup(scene, guest, "stop");
        var noticed = scene.Plan.Estate.Cluster.Timings.Backup + scene.Chance.Minutes(2, 240);
        scene.MayApprove(scene.Plan.Estate.Cluster.Timings.Backup);
        scene.StepByPerson(noticed, "ensure-running", guest);
        scene.Reserve(guest, noticed);
        return true;
    }

    /// <summary>Its worker dies; the lock remains until somebody unlocks the guest.</summary>
    public static bool Interrupted(Scene scene)
    {
        if (scene.Guest(_ => true) is not { } guest) return false;
        Backup(scene, guest, scene.Chance.Of(0.8) ? "snapshot" : "suspend");
        var unlocked = FromSeconds(9) + scene.Chance.Minutes(5, 600);
        scene.Step(scene.Chance.Seconds(3, 8), "backup-worker-dies", guest);
        scene.Step(unlocked, "lock", guest);
        scene.Reserve(guest, unlocked);
        return true;
    }

    /// <summary>The worker of a node's job dies at its first guest, so the others are not backed up.</summary>
    public static bool JobInterrupted(Scene scene)
    {
        if (scene.Node() is not { } node || scene.GuestsOn(node).MinBy(guest => guest.Vmid) is not { } first) return false;
        if (!scene.CanTake(first.BusyUntil)) return false;
        scene.Step(Zero, "backup-node", ("node", node.Name), ("mode", "snapshot"));
        scene.Step(scene.Chance.Seconds(1, 9), "backup-worker-dies", first);
        var unlocked = FromSeconds(9) + scene.Chance.Minutes(5, 600);
        scene.Step(unlocked, "lock", first);
        scene.Reserve(first, unlocked);
        return true;
    }

    private static void Backup(Scene scene, PlannedGuest guest, string mode)
    {
        scene.Step(Zero, "backup", ("guest", guest.Vmid), ("mode", mode), ("by", scene.Person));
        scene.Reserve(guest, scene.Plan.Estate.Cluster.Timings.Backup + FromSeconds(5));
    }

    private static void Job(Scene scene, TimeSpan after, PlannedNode node, string mode)
    {
        scene.Step(after, "backup-node", ("node", node.Name), ("mode", mode));
        var each = scene.Plan.Estate.Cluster.Timings.Backup + FromSeconds(5);
        foreach (var guest in scene.GuestsOn(node)) scene.Reserve(guest, after + (each * scene.GuestsOn(node).Count));
    }
}
