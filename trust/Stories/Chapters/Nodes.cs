using System.Text.Json.Nodes;
using static System.TimeSpan;

namespace OrleansMonitor.Trust.Stories.Chapters;

/// <summary>Nodes that go off, hang, or lose contact.</summary>
internal static class Nodes
{
    // A node with HA services resets itself after a minute without contact; the simulated one only if no node has contact.
    private const double BeforeFence = 55;

    public static bool LosesPower(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        scene.Step(Zero, "power-off", node);
        Returns(scene, node, "power-on", scene.Chance.Minutes(0.5, 180));
        return true;
    }

    public static bool ShutDown(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        scene.Step(Zero, "shutdown-node", node);
        Returns(scene, node, "power-on", Maintenance.Down(scene) + scene.Chance.Minutes(2, 600));
        return true;
    }

    /// <summary>Its links break; it keeps running alone.</summary>
    public static bool Isolated(Scene scene) => scene.Node() is { } node
        && Spell(scene, node, "isolate", "rejoin", scene.Chance.Seconds(15, HoldsHa(scene, node) ? BeforeFence : 3600));

    /// <summary>Answers nothing but remains a member.</summary>
    public static bool Hangs(Scene scene) => Spell(scene, "hang", "unhang", scene.Chance.Seconds(20, 3600));

    public static bool StopsPublishing(Scene scene) => Spell(scene, "stop-pvestatd", "start-pvestatd", scene.Chance.Seconds(20, 7200));

    public static bool StorageHangs(Scene scene) => Spell(scene, "hang-storage", "unhang-storage", scene.Chance.Seconds(20, 7200));

    /// <summary>Its rounds take 10 to 60 s, as with many guests or a slow storage.</summary>
    public static bool PublishesSlowly(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        var lasts = scene.Chance.Minutes(2, 300);
        scene.Step(Zero, "pvestatd-round", ("node", node.Name), ("takes", scene.Chance.Seconds(11, 60).ToString("c")));
        scene.Step(lasts, "pvestatd-round", node);
        return true;
    }

    /// <summary>No node reaches another, as with a dead switch.</summary>
    public static bool QuorumLost(Scene scene)
    {
        if (!scene.CanTake(scene.Plan.NetworkBusyUntil)) return false;
        var lasts = scene.Chance.Seconds(10, 1200);
        scene.Step(Zero, "lose-quorum");
        scene.Step(lasts, "regain-quorum");
        var fence = scene.Plan.Estate.Cluster.Timings.SelfFence;
        if (lasts > fence)
            foreach (var node in scene.Plan.Nodes.Where(node => HoldsHa(scene, node))) Returns(scene, node, null, fence);
        foreach (var node in scene.Plan.Nodes) scene.Reserve(node, lasts + FromMinutes(5));
        scene.Plan.NetworkBusyUntil = scene.Later(scene.Plan.NetworkBusyUntil, lasts);
        return true;
    }

    /// <summary>The network splits in two.</summary>
    public static bool Split(Scene scene)
    {
        if (scene.Plan.Nodes.Count < 3 || !scene.CanTake(scene.Plan.NetworkBusyUntil)) return false;
        var lasts = scene.Chance.Seconds(10, scene.Plan.Estate.HasHa ? BeforeFence : 1800);
        var side = scene.Plan.Nodes.Skip(scene.Chance.From(1, scene.Plan.Nodes.Count - 1));
        scene.Step(Zero, "split-network", ("nodes", new JsonArray([.. side.Select(node => JsonValue.Create(node.Name))])));
        scene.Step(lasts, "heal-network");
        scene.Plan.NetworkBusyUntil = scene.Later(scene.Plan.NetworkBusyUntil, lasts);
        return true;
    }

    public static bool ClockIsOff(Scene scene)
    {
        if (scene.Node() is not { } node) return false;
        var skew = scene.Chance.Seconds(1, 7200) * (scene.Chance.Of(0.5) ? 1 : -1);
        scene.Step(Zero, "clock-skew", ("node", node.Name), ("skew", skew.ToString("c")));
        scene.Step(scene.Chance.Minutes(5, 2880), "clock-skew", ("node", node.Name), ("skew", "00:00:00"));
        return true;
    }

    /// <summary>A node comes back. Guests that do not start at boot are started by somebody, or stay off.</summary>
    public static void Returns(Scene scene, PlannedNode node, string? verb, TimeSpan back)
    {
        if (verb is not null) scene.Step(back, verb, node);
        var up = back + scene.Plan.Estate.Cluster.Timings.NodeBoot;
        var noticed = up + scene.Chance.Minutes(3, 120);
        foreach (var guest in scene.GuestsOn(node).Where(guest => guest.Runs && !guest.OnBoot && !guest.Ha))
        {
            guest.Runs = scene.Chance.Of(0.8);
            if (guest.Runs) scene.StepByPerson(noticed, "ensure-running", guest);
        }

        foreach (var guest in scene.GuestsOn(node)) guest.Runs |= guest.OnBoot;
        scene.Reserve(node, noticed);
    }

    /// <summary>Whether HA keeps something running there.</summary>
    public static bool HoldsHa(Scene scene, PlannedNode node) => scene.GuestsOn(node).Any(guest => guest.Ha);

    private static bool Spell(Scene scene, string begin, string end, TimeSpan lasts) =>
        scene.Node() is { } node && Spell(scene, node, begin, end, lasts);

    private static bool Spell(Scene scene, PlannedNode node, string begin, string end, TimeSpan lasts)
    {
        scene.Step(Zero, begin, node);
        scene.Step(lasts, end, node);
        scene.Reserve(node, lasts);
        return true;
    }
}
