using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>
/// The autonomy level in force for a guest or a node, as documented: the most specific one, capped by a level lowered by hand.
/// </summary>
internal static class Levels
{
    private const int Standard = 2;

    /// <summary>The level of an object at a time: the highest or the lowest of all configurations.</summary>
    public static int Of(World world, DateTimeOffset at, int? vmid, string? node, bool highest)
    {
        var levels = world.Settings.All.Select(one => Of(world, one, at, vmid, node)).ToList();
        return highest ? levels.Max() : levels.Min();
    }

    /// <summary>Whether it is configured as <c>NeverAct</c>.</summary>
    public static bool NeverAct(World world, DateTimeOffset at, int? vmid, string? node) =>
        (vmid is { } id && world.Guests.GetValueOrDefault(id)?.At(at)?.Tagged("monitor-never-act") == true)
        || world.Settings.All.All(one => Entries(world, one, at, vmid, node)
            .Any(entry => ConfiguredSettings.IsTrue(ConfiguredSettings.Find(entry, "NeverAct"))));

    /// <summary>Whether nobody is notified at a time: at level 0 incidents are only recorded.</summary>
    public static bool IsSilent(World world, DateTimeOffset at, int? vmid, string? node) => Of(world, at, vmid, node, highest: false) == 0;

    private static int Of(World world, JsonObject one, DateTimeOffset at, int? vmid, string? node)
    {
        var set = world.Monitor.LevelSet(at);
        var general = (int)(ConfiguredSettings.Number(ConfiguredSettings.Find(one, "Autonomy", "Level")) ?? Standard);
        var cluster = (int?)ConfiguredSettings.Number(ConfiguredSettings.Find(one, "Autonomy", "Clusters", world.Name, "Level"));
        var tagged = vmid is { } id ? Tags(world, one, at, id).Select(LevelOf).Min() : null;
        var specific = LevelOf(Entries(world, one, at, vmid, node).First()) ?? tagged;
        var level = specific ?? cluster ?? set ?? general;
        return set is { } cap && cap < general ? Math.Min(cap, level) : level;
    }

    private static int? LevelOf(JsonNode? entry) => (int?)ConfiguredSettings.Number(ConfiguredSettings.Find(entry, "Level"));

    private static IEnumerable<JsonNode> Entries(World world, JsonObject one, DateTimeOffset at, int? vmid, string? node)
    {
        var own = vmid is { } id
            ? ConfiguredSettings.Find(one, "Autonomy", "Guests", string.Create(CultureInfo.InvariantCulture, $"{world.Name}/{id}"))
            : ConfiguredSettings.Find(one, "Autonomy", "Nodes", $"{world.Name}/{node}");
        yield return own ?? new JsonObject();
        if (vmid is { } guest) foreach (var entry in Tags(world, one, at, guest)) yield return entry;
        if (ConfiguredSettings.Find(one, "Autonomy", "Clusters", world.Name) is { } cluster) yield return cluster;
    }

    private static IEnumerable<JsonNode> Tags(World world, JsonObject one, DateTimeOffset at, int vmid) =>
        (world.Guests.GetValueOrDefault(vmid)?.At(at)?.Guest?.Tags?.Split(';') ?? [])
            .Select(tag => ConfiguredSettings.Find(one, "Autonomy", "Tags", tag)).OfType<JsonNode>();
}
