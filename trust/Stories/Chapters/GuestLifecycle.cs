using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Creating, cloning, restoring and destroying guests.</summary>
internal static class GuestLifecycle
{
    public static bool Create(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        var guest = new PlannedGuest(scene.Plan.NextVmid++, scene.Chance.Of(0.6), node);
        Create(scene, Zero, guest);
        scene.Plan.Guests.Add(Begin(scene, guest, FromSeconds(1)));
        return true;
    }

    public static bool Clone(Scene scene)
    {
        if (scene.Guest(_ => true) is not { } guest) return false;
        var vmid = scene.Plan.NextVmid++;
        var takes = scene.Plan.Estate.Cluster.Timings.Backup;
        scene.Step(Zero, "clone", ("guest", guest.Vmid), ("copy", vmid), ("by", scene.Person));
        scene.Reserve(guest, takes);
        scene.Plan.Guests.Add(Begin(scene, new(vmid, guest.IsVm, guest.Node), takes));
        return true;
    }

    /// <summary>Stops it and destroys it.</summary>
    public static bool Destroy(Scene scene)
    {
        if (scene.Guest(guest => !guest.Ha) is not { } guest) return false;
        if (guest.Runs) scene.StepByPerson(Zero, "stop", guest);
        scene.StepByPerson(scene.Chance.Seconds(3, 600), "destroy", guest);
        scene.Plan.Guests.Remove(guest);
        return true;
    }

    /// <summary>Destroys it and creates another one with its VMID, on another node if there is one.</summary>
    public static bool Recreate(Scene scene)
    {
        if (scene.Guest(guest => !guest.Ha) is not { } guest) return false;
        if (guest.Runs) scene.StepByPerson(Zero, "stop", guest);
        var gone = scene.Chance.Seconds(3, 600);
        var back = gone + scene.Chance.Seconds(2, 600);
        var node = scene.Plan.Nodes.Count > 1 && scene.Chance.Of(0.5) ? scene.OtherThan(guest.Node) : guest.Node;
        scene.StepByPerson(gone, "destroy", guest);
        var another = new PlannedGuest(guest.Vmid, scene.Chance.Of(0.6), node);
        Create(scene, back, another);
        scene.Plan.Guests.Remove(guest);
        scene.Plan.Guests.Add(Begin(scene, another, back));
        return true;
    }

    /// <summary>Stops it and restores a backup over it.</summary>
    public static bool Restore(Scene scene)
    {
        if (scene.RunningGuest() is not { } guest) return false;
        var begins = scene.Plan.Estate.Cluster.Timings.GuestStop + scene.Chance.Seconds(3, 300);
        scene.StepByPerson(Zero, "stop", guest);
        scene.StepByPerson(begins, "restore", guest);
        Begin(scene, guest, begins + scene.Plan.Estate.Cluster.Timings.Backup);
        return true;
    }

    private static void Create(Scene scene, TimeSpan after, PlannedGuest guest) => scene.Step(
        after, "create", ("guest", guest.Vmid), ("on", guest.Node.Name), ("vm", guest.IsVm), ("by", scene.Person));

    // Most are started once they are there.
    private static PlannedGuest Begin(Scene scene, PlannedGuest guest, TimeSpan ready)
    {
        guest.Runs = scene.Chance.Of(0.8);
        var starts = ready + scene.Chance.Seconds(3, 900);
        if (guest.Runs) scene.StepByPerson(starts, "start", guest);
        scene.Reserve(guest, guest.Runs ? starts : ready);
        return guest;
    }
}
