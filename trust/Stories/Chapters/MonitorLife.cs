using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Events of the monitor itself, and commands of people.</summary>
internal static class MonitorLife
{
    public static bool Restarted(Scene scene) =>
        Away(scene, MonitorAction.Stop, new(default, MonitorAction.Start, 0), scene.Chance.Seconds(5, 300));

    public static bool Killed(Scene scene) =>
        Away(scene, MonitorAction.Kill, new(default, MonitorAction.Start, 0), scene.Chance.Seconds(5, 7200));

    /// <summary>Restarted with other settings.</summary>
    public static bool Reconfigured(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.MonitorBusyUntil)) return false;
        var settings = SettingsGenerator.Make(scene.Chance.Split("settings"), scene.Plan);
        return Away(scene, MonitorAction.Stop, new(default, MonitorAction.Start, 0) { Monitor = settings }, scene.Chance.Seconds(5, 120));
    }

    public static bool CutOff(Scene scene) =>
        Away(scene, MonitorAction.CutOff, new(default, MonitorAction.Reconnect, 0), scene.Chance.Seconds(5, 7200));

    public static bool DatabaseAway(Scene scene) =>
        Away(scene, MonitorAction.DatabaseAway, new(default, MonitorAction.DatabaseBack, 0), scene.Chance.Seconds(2, 1800));

    /// <summary>
    /// Its machine's clock is set wrong, from two hours back to a year ahead, and corrected later; or a drift is corrected.
    /// </summary>
    public static bool ClockSet(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.MonitorBusyUntil)) return false;
        var by = scene.Chance.Weighted(
            (4, scene.Chance.Seconds(0.5, 60)), (4, -scene.Chance.Seconds(0.5, 60)),
            (2, scene.Chance.Minutes(1, 120)), (3, -scene.Chance.Minutes(1, 120)),
            (1, scene.Chance.Lasting(FromDays(1), FromDays(365))));
        var lasts = scene.Chance.Minutes(0.5, 120);
        scene.Monitor(Zero, new MonitorStep(default, MonitorAction.SetClock, 0) { By = by });
        scene.Monitor(lasts, new MonitorStep(default, MonitorAction.SetClock, 0) { By = -by });
        scene.Plan.MonitorBusyUntil = scene.Later(scene.Plan.MonitorBusyUntil, lasts);
        return true;
    }

    public static bool Approves(Scene scene) => Asked(scene, MonitorAction.ApproveAll);

    public static bool Rejects(Scene scene) => Asked(scene, MonitorAction.RejectAll);

    public static bool LevelSet(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.MonitorBusyUntil)) return false;
        scene.Plan.Level = scene.Chance.Weighted((1, 0), (2, 1), (4, 2), (4, 3), (2, 4));
        scene.Monitor(Zero, new MonitorStep(default, MonitorAction.SetLevel, 0) { Level = scene.Plan.Level });
        return true;
    }

    /// <summary>Turned on, and off after minutes or hours.</summary>
    public static bool KillSwitch(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.MonitorBusyUntil)) return false;
        var lasts = scene.Chance.Minutes(1, 300);
        scene.Monitor(Zero, MonitorAction.KillSwitchOn);
        scene.Monitor(lasts, MonitorAction.KillSwitchOff);
        scene.Plan.MonitorBusyUntil = scene.Later(scene.Plan.MonitorBusyUntil, lasts);
        return true;
    }

    private static bool Asked(Scene scene, MonitorAction what)
    {
        if (scene.At < scene.Plan.MonitorBusyUntil) return false;
        scene.Monitor(Zero, what);
        return true;
    }

    private static bool Away(Scene scene, MonitorAction begin, MonitorStep end, TimeSpan lasts)
    {
        // A stopped monitor cannot be stopped, even in a collision.
        if (scene.At < scene.Plan.MonitorBusyUntil) return false;
        scene.Monitor(Zero, begin);
        scene.Monitor(lasts, end);
        scene.Plan.MonitorBusyUntil = scene.Later(scene.Plan.MonitorBusyUntil, lasts + FromSeconds(30));
        return true;
    }
}
