using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Events of guests that HA manages.</summary>
internal static class HighAvailability
{
    public static bool Killed(Scene scene)
    {
        if (Managed(scene) is not { } guest) return false;
        scene.Step(Zero, scene.Chance.Of(0.5) ? "kill" : "power-off-inside", guest);
        scene.Reserve(guest, FromMinutes(2));
        return true;
    }

    /// <summary>Restart and relocation fail, so HA gives up until somebody disables and enables it.</summary>
    public static bool GivesUp(Scene scene)
    {
        if (Managed(scene) is not { } guest) return false;
        var noticed = FromMinutes(2) + scene.Chance.Minutes(1, 600);
        scene.Step(Zero, "next-start-fails", ("guest", guest.Vmid), ("times", 4));
        scene.Step(FromSeconds(1), "kill", guest);
        scene.Step(noticed, "next-start-fails", ("guest", guest.Vmid), ("times", 0));
        scene.Step(noticed, "ha", ("guest", guest.Vmid), ("state", "disabled"));
        scene.Step(noticed + FromSeconds(30), "ha", ("guest", guest.Vmid), ("state", "started"));
        scene.Reserve(guest, noticed + FromMinutes(1));
        return true;
    }

    /// <summary>Somebody asks HA to stop a guest, and later to start it.</summary>
    public static bool StoppedAndStarted(Scene scene)
    {
        if (Managed(scene) is not { } guest) return false;
        var lasts = FromMinutes(1) + scene.Chance.Minutes(1, 600);
        scene.StepByPerson(Zero, "ha-stop", guest);
        scene.StepByPerson(lasts, "ha-start", guest);
        scene.Reserve(guest, lasts + FromMinutes(1));
        return true;
    }

    /// <summary>Removed from HA or added to it.</summary>
    public static bool Reconfigured(Scene scene)
    {
        if (scene.Guest(guest => guest.Runs) is not { } guest) return false;
        if (guest.Ha) scene.Step(Zero, "ha", guest);
        else scene.Step(Zero, "ha", ("guest", guest.Vmid), ("state", "started"));
        scene.Reserve(guest, FromSeconds(30));
        guest.Ha = !guest.Ha;
        return true;
    }

    /// <summary>HA's daemons hang, so crashed guests stay down.</summary>
    public static bool Sleeps(Scene scene)
    {
        if (Managed(scene) is not { } guest) return false;
        var lasts = scene.Chance.Minutes(1, 60);
        scene.Step(Zero, "ha-sleeps", ("sleeps", true));
        if (scene.Chance.Of(0.7)) scene.Step(FromSeconds(10), "kill", guest);
        scene.Step(lasts, "ha-sleeps", ("sleeps", false));
        scene.StepByPerson(lasts + FromSeconds(30), "ensure-running", guest);
        scene.Reserve(guest, lasts + FromMinutes(1));
        return true;
    }

    private static PlannedGuest? Managed(Scene scene) => scene.Guest(guest => guest is { Runs: true, Ha: true });
}
