using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Guests that crash, hang or do not start.</summary>
internal static class Crashes
{
    public static bool Killed(Scene scene) => Ends(scene, "kill", scene.RunningGuest());

    public static bool KilledForMemory(Scene scene) => Ends(scene, "kill-for-memory", scene.RunningGuest());

    public static bool PowersOffInside(Scene scene) => Ends(scene, "power-off-inside", scene.RunningGuest());

    public static bool RebootsInside(Scene scene)
    {
        if (scene.Guest(guest => guest.Runs) is not { } guest) return false;
        scene.Step(Zero, "reboot-inside", guest);
        return true;
    }

    /// <summary>Crashes again after each start.</summary>
    public static bool Loop(Scene scene)
    {
        if (scene.RunningGuest() is not { } guest) return false;
        var (next, times) = (Zero, scene.Chance.From(3, 12));
        for (var time = 0; time < times; time++)
        {
            scene.Step(next, scene.Chance.Of(0.6) ? "kill" : "kill-for-memory", guest);
            next += scene.Chance.Seconds(20, 900);
            scene.StepByPerson(next, "ensure-running", guest);
            next += scene.Chance.Seconds(5, 900);
        }

        scene.Reserve(guest, next);
        return true;
    }

    /// <summary>Many crash at once, as after a failure of a power supply or a storage.</summary>
    public static bool Storm(Scene scene)
    {
        var running = scene.Plan.Guests.FindAll(guest => guest is { Runs: true, Template: false });
        if (running.Count < 6) return false;
        var many = scene.Chance.From(5, Math.Min(40, running.Count));
        var first = scene.Chance.Below(running.Count - many + 1);
        var wave = running.OrderBy(guest => guest.Vmid).Skip(first).Take(many).ToList();
        var spread = scene.Chance.Seconds(1, 60);
        foreach (var guest in wave) scene.Step(FromMilliseconds(scene.Chance.Below((int)spread.TotalMilliseconds)), "kill", guest);
        var back = spread + scene.Chance.Minutes(2, 60);
        foreach (var guest in wave)
        {
            if (!guest.Ha) scene.StepByPerson(back, "ensure-running", guest);
            scene.Reserve(guest, back + FromSeconds(5));
        }

        if (scene.Chance.Of(0.3)) scene.Monitor(spread + scene.Chance.Minutes(1, 10), MonitorAction.ResumeAfterStorm);
        return true;
    }

    /// <summary>Crashes, and the next starts fail.</summary>
    public static bool DoesNotStart(Scene scene)
    {
        if (scene.RunningGuest() is not { } guest) return false;
        scene.Step(Zero, "next-start-fails", ("guest", guest.Vmid), ("times", scene.Chance.From(1, 5)));
        return Ends(scene, "kill", guest);
    }

    /// <summary>Somebody starts it, and the start fails.</summary>
    public static bool StartFails(Scene scene)
    {
        if (scene.Guest(guest => guest is { Runs: false, Ha: false }) is not { } guest) return false;
        scene.Step(Zero, "next-start-fails", ("guest", guest.Vmid));
        scene.StepByPerson(FromSeconds(1), "start", guest);
        scene.StepByPerson(scene.Chance.Minutes(1, 30), "ensure-running", guest);
        scene.Reserve(guest, FromMinutes(31));
        return guest.Runs = true;
    }

    /// <summary>A storage is full or broken: the process waits until somebody makes room.</summary>
    public static bool InputOutputError(Scene scene) => Stuck(scene, "io-error");

    /// <summary>Its kernel panics; the process remains.</summary>
    public static bool Panics(Scene scene) => Stuck(scene, scene.Chance.Of(0.7) ? "guest-panicked" : "internal-error");

    /// <summary>Its node publishes for a while that it is stopped.</summary>
    public static bool Misreported(Scene scene)
    {
        if (scene.RunningGuest() is not { } guest) return false;
        var lasts = scene.Chance.Seconds(10, 120);
        scene.Step(Zero, "misreport", ("guest", guest.Vmid), ("stopped", true));
        scene.Step(lasts, "misreport", ("guest", guest.Vmid), ("stopped", false));
        scene.Reserve(guest, lasts);
        return true;
    }

    private static bool Ends(Scene scene, string verb, PlannedGuest? guest)
    {
        if (guest is null) return false;
        scene.Step(FromSeconds(1), verb, guest);
        scene.MayApprove(FromSeconds(1));
        var noticed = scene.Chance.Minutes(1, 600);
        scene.StepByPerson(noticed, "ensure-running", guest);
        scene.Reserve(guest, noticed);
        return true;
    }

    private static bool Stuck(Scene scene, string state)
    {
        if (scene.Guest(guest => guest is { Runs: true, Ha: false, IsVm: true }) is not { } guest) return false;
        var lasts = scene.Chance.Minutes(1, 240);
        scene.Step(Zero, "run-state", ("guest", guest.Vmid), ("state", state));
        if (scene.Chance.Of(0.5)) scene.StepByPerson(lasts, "stop", guest);
        scene.StepByPerson(lasts + FromSeconds(5), "ensure-running", guest);
        scene.Reserve(guest, lasts + FromSeconds(10));
        return true;
    }
}
