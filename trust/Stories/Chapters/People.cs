using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Operations of users on guests on a working day.</summary>
internal static class People
{
    private static readonly string[] Tags = ["critical", "test", "prod", "prod;db", "no-touch"];

    public static bool StopAndStart(Scene scene) => Down(scene, "stop", scene.RunningGuest());

    public static bool ShutDownAndStart(Scene scene) => Down(scene, "shutdown", scene.RunningGuest());

    /// <summary>Its shutdown times out; then somebody stops it hard or gives up.</summary>
    public static bool ShutDownDeaf(Scene scene)
    {
        if (scene.RunningGuest() is not { } guest) return false;
        scene.Step(Zero, "deaf", ("guest", guest.Vmid), ("deaf", true));
        scene.StepByPerson(FromSeconds(5), "shutdown", guest);
        var end = FromSeconds(70) + scene.Chance.Seconds(5, 600);
        var stops = scene.Chance.Of(0.7);
        if (stops) scene.StepByPerson(end, "stop", guest);
        scene.Step(end + FromSeconds(2), "deaf", ("guest", guest.Vmid), ("deaf", false));
        if (stops) scene.StepByPerson(end + FromSeconds(20), "start", guest);
        scene.Reserve(guest, end + FromSeconds(25));
        return true;
    }

    /// <summary>It hangs for a while and recovers, which no list shows.</summary>
    public static bool Hang(Scene scene)
    {
        if (scene.RunningGuest() is not { } guest) return false;
        var lasts = scene.Chance.Minutes(1, 60);
        scene.Step(Zero, "deaf", ("guest", guest.Vmid), ("deaf", true));
        scene.Step(lasts, "deaf", ("guest", guest.Vmid), ("deaf", false));
        scene.Reserve(guest, lasts);
        return true;
    }

    public static bool Reboot(Scene scene) => Once(scene, "reboot", scene.Guest(guest => guest.Runs), FromMinutes(1));

    public static bool Reset(Scene scene) =>
        Once(scene, "reset", scene.Guest(guest => guest is { Runs: true, IsVm: true }), FromSeconds(5));

    public static bool Snapshot(Scene scene) => Once(scene, "snapshot", scene.Guest(_ => true), scene.Plan.Estate.Cluster.Timings.Snapshot);

    public static bool Pause(Scene scene)
    {
        if (scene.Guest(guest => guest is { Runs: true, Ha: false, IsVm: true }) is not { } guest) return false;
        var lasts = scene.Chance.Seconds(2, 3600);
        scene.StepByPerson(Zero, "pause", guest);
        scene.StepByPerson(lasts, "resume", guest);
        scene.Reserve(guest, lasts);
        return true;
    }

    public static bool Migrate(Scene scene)
    {
        if (scene.Guest(guest => !guest.Ha) is not { } guest) return false;
        var target = scene.OtherThan(guest.Node);
        scene.Step(Zero, "migrate", ("guest", guest.Vmid), ("target", target.Name), ("by", scene.Person));
        scene.Reserve(guest, scene.Plan.Estate.Cluster.Timings.Migration + FromSeconds(10));
        guest.Node = target;
        return true;
    }

    /// <summary>Rolls back to a snapshot, which stops it, and starts it again.</summary>
    public static bool RollBack(Scene scene) => Down(scene, "rollback", scene.RunningGuest());

    /// <summary>Suspends it to disk and resumes it hours later.</summary>
    public static bool Hibernate(Scene scene) =>
        Down(scene, "hibernate", scene.Guest(guest => guest is { Runs: true, Ha: false, IsVm: true }));

    /// <summary>Starts a stopped guest for good.</summary>
    public static bool StartWhatWasOff(Scene scene)
    {
        if (scene.Guest(guest => guest is { Runs: false, Ha: false }) is not { } guest) return false;
        scene.StepByPerson(Zero, "start", guest);
        scene.Reserve(guest, FromSeconds(5));
        return guest.Runs = true;
    }

    /// <summary>Sets other tags.</summary>
    public static bool Tag(Scene scene)
    {
        if (scene.Guest(_ => true) is not { } guest) return false;
        scene.Step(Zero, "tags", ("guest", guest.Vmid), ("tags", scene.Chance.Pick(Tags)));
        return true;
    }

    private static bool Once(Scene scene, string verb, PlannedGuest? guest, TimeSpan takes)
    {
        if (guest is null) return false;
        scene.StepByPerson(Zero, verb, guest);
        scene.Reserve(guest, takes);
        return true;
    }

    // Off for minutes or hours, or for good; started by anybody.
    private static bool Down(Scene scene, string verb, PlannedGuest? guest)
    {
        if (guest is null) return false;
        scene.StepByPerson(Zero, verb, guest);
        var lasts = scene.Plan.Estate.Cluster.Timings.GuestShutdown + scene.Chance.Seconds(5, 6 * 3600);
        guest.Runs = scene.Chance.Of(0.9);
        if (guest.Runs) scene.StepByPerson(lasts, "start", guest);
        scene.Reserve(guest, guest.Runs ? lasts : FromMinutes(2));
        return true;
    }
}
