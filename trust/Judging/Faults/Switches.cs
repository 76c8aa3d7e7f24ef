using System.Text.Json.Nodes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Conditions disabled in the configuration, for all or for one node.</summary>
internal static class Switches
{
    public static bool IsOff(World world, string condition, string? node) =>
        world.Settings.All.All(one => IsOff(world, one, condition, node));

    /// <summary>Whether any configuration of the story disables the condition, at any time.</summary>
    public static bool IsOffAtTimes(World world, string condition, string? node) =>
        world.Settings.All.Exists(one => IsOff(world, one, condition, node));

    public static bool IsOffForStorage(World world, string condition, string entity) =>
        world.Settings.All.Exists(one => (ConfiguredSettings.Find(one, "Overrides") as JsonArray ?? []).OfType<JsonObject>()
            .Any(exception => ConfiguredSettings.Find(exception, "Storage")?.ToString() == entity
                && Off(ConfiguredSettings.Find(exception, "Rules", condition))));

    private static bool IsOff(World world, JsonNode? one, string condition, string? node) =>
        Off(ConfiguredSettings.Find(one, "Rules", condition))
        || (ConfiguredSettings.Find(one, "Overrides") as JsonArray ?? []).OfType<JsonObject>()
            .Any(exception => ConfiguredSettings.Find(exception, "Node")?.ToString() == $"{world.Name}/{node}"
                && Off(ConfiguredSettings.Find(exception, "Rules", condition)));

    private static bool Off(JsonNode? rule) =>
        ConfiguredSettings.Find(rule, "Enabled") is { } enabled && !ConfiguredSettings.IsTrue(enabled);
}
