using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Full disks and storages, high load, and unavailable storages.</summary>
internal static class Resources
{
    public static bool StorageFills(Scene scene)
    {
        if (Storage(scene, FromMinutes(300)) is not (var node, var storage)) return false;
        var lasts = scene.Chance.Minutes(2, 300);
        scene.Step(Zero, "fill-storage", ("node", node.Name), ("storage", storage), ("ratio", scene.Chance.Ratio(0.86, 1)));
        scene.Step(lasts, "fill-storage", ("node", node.Name), ("storage", storage), ("ratio", scene.Chance.Ratio(0.3, 0.7)));
        return true;
    }

    /// <summary>A directory wrongly marked as shared fills up on one node.</summary>
    public static bool OwnStorageFills(Scene scene)
    {
        if (scene.Node() is not { } node || !scene.CanTake(scene.Plan.SharedStorageBusyUntil)) return false;
        var lasts = scene.Chance.Minutes(2, 300);
        scene.Step(Zero, "fill-own-storage", ("node", node.Name), ("storage", "shared"), ("ratio", scene.Chance.Ratio(0.86, 1)));
        scene.Step(lasts, "fill-own-storage", ("node", node.Name), ("storage", "shared"));
        scene.Plan.SharedStorageBusyUntil = scene.Later(scene.Plan.SharedStorageBusyUntil, lasts);
        return true;
    }

    public static bool StorageGoesAway(Scene scene)
    {
        if (Storage(scene, FromMinutes(300)) is not (var node, var storage)) return false;
        scene.Step(Zero, "storage-active", ("node", node.Name), ("storage", storage), ("active", false));
        scene.Step(scene.Chance.Seconds(20, 18_000), "storage-active", ("node", node.Name), ("storage", storage), ("active", true));
        return true;
    }

    public static bool StorageSwitchedOff(Scene scene)
    {
        if (Storage(scene, FromMinutes(600)) is not (var node, var storage)) return false;
        scene.Step(Zero, "storage-disabled", ("node", node.Name), ("storage", storage), ("disabled", true));
        scene.Step(scene.Chance.Minutes(1, 600), "storage-disabled", ("node", node.Name), ("storage", storage), ("disabled", false));
        return true;
    }

    public static bool ProcessorBusy(Scene scene) => Measured(scene, "cpu", 0.86, 1, 0.1, 0.5);

    public static bool MemoryShort(Scene scene) => Measured(scene, "memory", 0.81, 0.99, 0.4, 0.7);

    public static bool DiskFills(Scene scene) => Measured(scene, "disk", 0.86, 1, 0.2, 0.7);

    /// <summary>The ZFS cache grows: memory looks used but is reclaimable.</summary>
    public static bool CachesGrow(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        var lasts = scene.Chance.Minutes(5, 600);
        scene.Step(Zero, "caches", ("node", node.Name), ("ratio", 0.5));
        scene.Step(Zero, "metrics", ("node", node.Name), ("memory", scene.Chance.Ratio(0.88, 0.97)));
        scene.Step(lasts, "metrics", ("node", node.Name), ("memory", scene.Chance.Ratio(0.3, 0.6)));
        scene.Step(lasts, "caches", ("node", node.Name), ("ratio", 0));
        return true;
    }

    public static bool ContainerFills(Scene scene)
    {
        if (scene.Guest(guest => guest is { IsVm: false }) is not { } guest) return false;
        scene.Step(Zero, "disk", ("guest", guest.Vmid), ("ratio", scene.Chance.Ratio(0.86, 1)));
        scene.Step(scene.Chance.Minutes(2, 600), "disk", ("guest", guest.Vmid), ("ratio", scene.Chance.Ratio(0.2, 0.7)));
        return true;
    }

    public static bool GuestBusy(Scene scene)
    {
        if (scene.Guest(guest => guest.Runs) is not { } guest) return false;
        var lasts = scene.Chance.Minutes(1, 120);
        scene.Step(Zero, "load", ("guest", guest.Vmid), ("cpu", scene.Chance.Ratio(0.5, 1)), ("memory", scene.Chance.Ratio(0.5, 0.99)));
        scene.Step(lasts, "load", guest);
        return true;
    }

    /// <summary>Its replication fails for some rounds.</summary>
    public static bool ReplicationFails(Scene scene)
    {
        if (scene.Guest(guest => guest.IsVm) is not { } guest) return false;
        scene.Step(Zero, "fail-replication", ("guest", guest.Vmid), ("failing", true));
        var lasts = scene.Chance.Minutes(5, 600);
        scene.Step(lasts, "fail-replication", ("guest", guest.Vmid), ("failing", false));
        scene.Reserve(guest, lasts);
        return true;
    }

    private static bool Measured(Scene scene, string what, double from, double to, double calmFrom, double calmTo)
    {
        if (scene.Node() is not { } node) return false;
        var lasts = scene.Chance.Seconds(15, 7200);
        scene.Step(Zero, "metrics", ("node", node.Name), (what, scene.Chance.Ratio(from, to)));
        scene.Step(lasts, "metrics", ("node", node.Name), (what, scene.Chance.Ratio(calmFrom, calmTo)));
        return true;
    }

    private static (PlannedNode Node, string Storage)? Storage(Scene scene, TimeSpan atMost)
    {
        if (scene.Node() is not { } node) return null;
        if (scene.Chance.Of(0.5)) return (node, "local");
        if (!scene.CanTake(scene.Plan.SharedStorageBusyUntil)) return null;
        scene.Plan.SharedStorageBusyUntil = scene.Later(scene.Plan.SharedStorageBusyUntil, atMost);
        return (node, "shared");
    }
}
