using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>The autonomy level in force for a guest or a node, as documented: the most specific counts, and one that was lowered by hand
/// caps it.</summary>
internal static class Levels
{
    private const int Standard = 2;

    /// <summary>The level for a thing at an instant; of several configurations the lowest that any gives where <paramref name="highest"/>
    /// is false.</summary>
    public static int Of(World world, DateTimeOffset at, int? vmid, string? node, bool highest)
    {
        var levels = world.Settings.All.Select(one => Of(world, one, at, vmid, node)).ToList();
        return highest ? levels.Max() : levels.Min();
    }

    /// <summary>Whether its owner took it out of reach.</summary>
    public static bool NeverAct(World world, DateTimeOffset at, int? vmid, string? node) =>
        (vmid is { } id && world.Guests.GetValueOrDefault(id)?.At(at)?.Tagged("monitor-never-act") == true)
        || world.Settings.All.All(one => Entries(world, one, at, vmid, node)
            .Any(entry => Settings.IsTrue(Settings.Find(entry, "NeverAct"))));

    /// <summary>
    /// Whether nobody is told of anything at an instant: at level 0 what is found is kept, and that is all that can be asked.
    /// </summary>
    public static bool OnlyKeeps(World world, DateTimeOffset at, int? vmid, string? node) => Of(world, at, vmid, node, highest: false) == 0;

    private static int Of(World world, JsonObject one, DateTimeOffset at, int? vmid, string? node)
    {
        var set = world.Monitor.LevelSet(at);
        var general = (int)(Settings.Number(Settings.Find(one, "Autonomy", "Level")) ?? Standard);
        var cluster = (int?)Settings.Number(Settings.Find(one, "Autonomy", "Clusters", world.Name, "Level"));
        var specific = Entries(world, one, at, vmid, node).Take(1).Select(entry => (int?)Settings.Number(Settings.Find(entry, "Level")))
            .FirstOrDefault(level => level is not null)
            ?? (vmid is { } id ? Tags(world, one, at, id).Select(entry => (int?)Settings.Number(Settings.Find(entry, "Level"))).Min()
                : null);
        var level = specific ?? cluster ?? set ?? general;
        return set is { } cap && cap < general ? Math.Min(cap, level) : level;
    }

    private static IEnumerable<JsonNode> Entries(World world, JsonObject one, DateTimeOffset at, int? vmid, string? node)
    {
        var own = vmid is { } id
            ? Settings.Find(one, "Autonomy", "Guests", string.Create(CultureInfo.InvariantCulture, $"{world.Name}/{id}"))
            : Settings.Find(one, "Autonomy", "Nodes", $"{world.Name}/{node}");
        yield return own ?? new JsonObject();
        if (vmid is { } guest) foreach (var entry in Tags(world, one, at, guest)) yield return entry;
        if (Settings.Find(one, "Autonomy", "Clusters", world.Name) is { } cluster) yield return cluster;
    }

    private static IEnumerable<JsonNode> Tags(World world, JsonObject one, DateTimeOffset at, int vmid) =>
        (world.Guests.GetValueOrDefault(vmid)?.At(at)?.Guest?.Tags?.Split(';') ?? [])
            .Select(tag => Settings.Find(one, "Autonomy", "Tags", tag)).OfType<JsonNode>();
}
