using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>What people do to guests on a working day.</summary>
internal static class People
{
    private static readonly string[] Tags = ["critical", "test", "prod", "prod;db", "no-touch"];

    public static bool StopAndStart(Scene scene) => Down(scene, "stop", scene.RunningGuest());

    public static bool ShutDownAndStart(Scene scene) => Down(scene, "shutdown", scene.RunningGuest());

    /// <summary>Its shutdown runs into the time-out; then somebody stops it hard, or gives up.</summary>
    public static bool ShutDownDeaf(Scene scene)
    {
        if (scene.RunningGuest() is not { } guest) return false;
        scene.Step(Zero, "deaf", ("guest", guest.Vmid), ("deaf", true));
        scene.Order(FromSeconds(5), "shutdown", guest);
        var end = FromSeconds(70) + scene.Chance.Seconds(5, 600);
        var stops = scene.Chance.Of(0.7);
        if (stops) scene.Order(end, "stop", guest);
        scene.Step(end + FromSeconds(2), "deaf", ("guest", guest.Vmid), ("deaf", false));
        if (stops) scene.Order(end + FromSeconds(20), "start", guest);
        scene.Hold(guest, end + FromSeconds(25));
        return true;
    }

    /// <summary>One that hangs for a while and recovers, which no list shows.</summary>
    public static bool Hang(Scene scene)
    {
        if (scene.RunningGuest() is not { } guest) return false;
        var lasts = scene.Chance.Minutes(1, 60);
        scene.Step(Zero, "deaf", ("guest", guest.Vmid), ("deaf", true));
        scene.Step(lasts, "deaf", ("guest", guest.Vmid), ("deaf", false));
        scene.Hold(guest, lasts);
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
        scene.Order(Zero, "pause", guest);
        scene.Order(lasts, "resume", guest);
        scene.Hold(guest, lasts);
        return true;
    }

    public static bool Migrate(Scene scene)
    {
        if (scene.Guest(guest => !guest.Ha) is not { } guest) return false;
        var target = scene.OtherThan(guest.Node);
        scene.Step(Zero, "migrate", ("guest", guest.Vmid), ("target", target.Name), ("by", scene.Person));
        scene.Hold(guest, scene.Plan.Estate.Cluster.Timings.Migration + FromSeconds(10));
        guest.Node = target;
        return true;
    }

    /// <summary>Goes back to a snapshot, which stops it, and starts it again.</summary>
    public static bool RollBack(Scene scene) => Down(scene, "rollback", scene.RunningGuest());

    /// <summary>Suspends it to disk, and wakes it hours later.</summary>
    public static bool Hibernate(Scene scene) =>
        Down(scene, "hibernate", scene.Guest(guest => guest is { Runs: true, Ha: false, IsVm: true }));

    /// <summary>Starts what was off, for good.</summary>
    public static bool StartWhatWasOff(Scene scene)
    {
        if (scene.Guest(guest => guest is { Runs: false, Ha: false }) is not { } guest) return false;
        scene.Order(Zero, "start", guest);
        scene.Hold(guest, FromSeconds(5));
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
        scene.Order(Zero, verb, guest);
        scene.Hold(guest, takes);
        return true;
    }

    // Off for minutes or hours, or for good; started by whoever comes along.
    private static bool Down(Scene scene, string verb, PlannedGuest? guest)
    {
        if (guest is null) return false;
        scene.Order(Zero, verb, guest);
        var lasts = scene.Plan.Estate.Cluster.Timings.GuestShutdown + scene.Chance.Seconds(5, 6 * 3600);
        guest.Runs = scene.Chance.Of(0.9);
        if (guest.Runs) scene.Order(lasts, "start", guest);
        scene.Hold(guest, guest.Runs ? lasts : FromMinutes(2));
        return true;
    }
}
