using System.Text.Json.Nodes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Conditions that the owner switched off, for all or for one node.</summary>
internal static class Switches
{
    public static bool IsOff(World world, string condition, string? node) =>
        world.Settings.All.All(one => IsOff(world, one, condition, node));

    /// <summary>
    /// Whether one of the configurations that the monitor was started with has it off: whether that was so at the time is not asked.
    /// </summary>
    public static bool IsOffAtTimes(World world, string condition, string? node) =>
        world.Settings.All.Exists(one => IsOff(world, one, condition, node));

    public static bool IsOffForStorage(World world, string condition, string entity) =>
        world.Settings.All.Exists(one => (Settings.Find(one, "Overrides") as JsonArray ?? []).OfType<JsonObject>()
            .Any(exception => Settings.Find(exception, "Storage")?.ToString() == entity
                && Off(Settings.Find(exception, "Rules", condition))));

    private static bool IsOff(World world, JsonNode? one, string condition, string? node) => Off(Settings.Find(one, "Rules", condition))
        || (Settings.Find(one, "Overrides") as JsonArray ?? []).OfType<JsonObject>()
            .Any(exception => Settings.Find(exception, "Node")?.ToString() == $"{world.Name}/{node}"
                && Off(Settings.Find(exception, "Rules", condition)));

    private static bool Off(JsonNode? rule) => Settings.Find(rule, "Enabled") is { } enabled && !Settings.IsTrue(enabled);
}
