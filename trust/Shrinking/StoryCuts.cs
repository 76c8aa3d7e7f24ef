using System.Globalization;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Shrinking;

/// <summary>Reduced variants of a story.</summary>
internal static class StoryCuts
{
    private const int FirstVmid = 100;

    /// <summary>Whether it has every guest and node that its steps name.</summary>
    public static bool IsPlayable(Story story) => GuestsNamed(story) <= story.Cluster.Guests && NodesNamed(story) <= story.Cluster.Nodes;

    /// <summary>Its beginning, up to a time.</summary>
    public static Story Until(Story story, TimeSpan end) => story with
    {
        RunFor = end,
        Steps = [.. story.Steps.Where(step => step.At <= end)],
        Life = [.. story.Life.Where(step => step.At <= end)],
    };

    /// <summary>Only these groups of steps.</summary>
    public static Story Only(Story story, IReadOnlySet<int> groups) => story with
    {
        Steps = [.. story.Steps.Where(step => groups.Contains(step.Group))],
        Life = [.. story.Life.Where(step => groups.Contains(step.Group))],
    };

    /// <summary>All steps earlier by a span, except initial ones.</summary>
    public static Story Earlier(Story story, TimeSpan by) => story with
    {
        RunFor = story.RunFor - by,
        Steps = [.. story.Steps.Select(step => step with { At = Earlier(step.At, by) })],
        Life = [.. story.Life.Select(step => step with { At = Earlier(step.At, by) })],
    };

    /// <summary>The number of guests that its steps need; VMIDs are consecutive.</summary>
    public static int GuestsNamed(Story story)
    {
        var made = story.Steps.Where(step => step.Do is "create" or "clone").Select(Made).ToHashSet();
        var named = story.Steps.Select(step => Number(step, "guest")).Where(vmid => !made.Contains(vmid)).OfType<int>()
            .DefaultIfEmpty(FirstVmid - 1).Max();
        return named - FirstVmid + 1;
    }

    /// <summary>The number of nodes that its steps need; they are named pve1, pve2, …</summary>
    public static int NodesNamed(Story story) =>
        story.Steps.SelectMany(step => (string?[])[Text(step, "node"), Text(step, "target"), Text(step, "on"), .. Sides(step)])
            .Select(Index).DefaultIfEmpty(0).Max();

    private static IEnumerable<string?> Sides(StoryStep step) =>
        step.Arguments["nodes"]?.AsArray().Select(node => node?.GetValue<string>()) ?? [];

    private static int? Made(StoryStep step) => Number(step, step.Do == "clone" ? "copy" : "guest");

    private static TimeSpan Earlier(TimeSpan at, TimeSpan by) => at > by ? at - by : at;

    private static int? Number(StoryStep step, string name) => step.Arguments[name]?.GetValue<int>();

    private static string? Text(StoryStep step, string name) => step.Arguments[name]?.GetValue<string>();

    private static int Index(string? node) =>
        node is not null && node.StartsWith("pve", StringComparison.Ordinal)
            && int.TryParse(node.AsSpan(3), CultureInfo.InvariantCulture, out var index) ? index : 0;
}
