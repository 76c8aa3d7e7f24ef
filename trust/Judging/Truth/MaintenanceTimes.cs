using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>The configured maintenance windows, by the clock and time zone of the monitor's machine.</summary>
internal static class MaintenanceTimes
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>When a window covers an object.</summary>
    /// <param name="world">The world.</param>
    /// <param name="covers">Whether a selector of a window, such as <c>Node</c> and <c>lab/pve1</c>, includes the object.</param>
    public static Spans Over(World world, Func<string, string, bool> covers)
    {
        var windows = world.Settings.All.SelectMany(one =>
            (ConfiguredSettings.Find(one, "Maintenance") as JsonArray ?? []).OfType<JsonObject>());
        return new(windows.Where(window => Means(window, covers)).SelectMany(window => Of(world, window)));
    }

    private static bool Means(JsonObject window, Func<string, string, bool> covers)
    {
        string[] selectors = ["Cluster", "Node", "Guest", "Tag", "Pool"];
        var named = selectors.Where(name => ConfiguredSettings.Find(window, name) is not null).ToList();
        if (named.Count > 1) named.Remove("Cluster");
        return named.Exists(name => covers(name, ConfiguredSettings.Find(window, name)!.ToString()));
    }

    private static IEnumerable<Span> Of(World world, JsonObject window)
    {
        foreach (var wall in OnTheWall(world, window))
        {
            DateTimeOffset[] edges = [world.Start - Day, .. world.Monitor.ClockSteps.Select(step => step.At), DateTimeOffset.MaxValue];
            for (var index = 0; index + 1 < edges.Length; index++)
            {
                var ahead = world.Monitor.Wall(edges[index]) - edges[index];
                var (from, to) = (Spans.Max(wall.From - ahead, edges[index]), Spans.Min(wall.To - ahead, edges[index + 1]));
                if (from < to) yield return new(from, to);
            }
        }
    }

    private static IEnumerable<Span> OnTheWall(World world, JsonObject window)
    {
        if (Moment(window, "From") is { } from && Moment(window, "To") is { } to) yield return new(from, to);
        if (ConfiguredSettings.Duration(ConfiguredSettings.Find(window, "For")) is not { } length
            || ConfiguredSettings.Duration(ConfiguredSettings.Find(window, "At")) is not { } at) yield break;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(ConfiguredSettings.Find(window, "TimeZone")?.ToString() ?? "UTC");
        var days = (ConfiguredSettings.Find(window, "Days") as JsonArray ?? []).Select(day => day!.ToString())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        DateTimeOffset[] walls = [world.Start, world.End, .. world.Monitor.ClockSteps.Select(step => world.Monitor.Wall(step.At))];
        for (var day = walls.Min().Date - (8 * Day); day <= walls.Max().Date + (world.End - world.Start) + Day; day += Day)
        {
            if (!days.Contains(day.DayOfWeek.ToString())) continue;
            var begin = DateTime.SpecifyKind(day + at, DateTimeKind.Unspecified);
            while (zone.IsInvalidTime(begin)) begin += TimeSpan.FromMinutes(1);
            var offset = zone.IsAmbiguousTime(begin) ? zone.GetAmbiguousTimeOffsets(begin).Max() : zone.GetUtcOffset(begin);
            var since = new DateTimeOffset(begin, offset);
            yield return new(since, since + length);
        }
    }

    private static DateTimeOffset? Moment(JsonObject window, string name) =>
        DateTimeOffset.TryParse(
            ConfiguredSettings.Find(window, name)?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at : null;
}
