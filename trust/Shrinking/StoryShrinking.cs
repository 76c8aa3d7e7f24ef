using System.Globalization;
using System.Text.RegularExpressions;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Shrinking;

/// <summary>Makes a small scenario of a story with findings.</summary>
internal static partial class StoryShrinking
{
    /// <summary>Reduces a story and writes it as a scenario.</summary>
    /// <param name="story">A story.</param>
    /// <param name="finding">The finding that the small story must have too; null for the first one.</param>
    /// <param name="parent">The parent of the scenario's folder.</param>
    /// <param name="most">The maximum number of plays.</param>
    /// <returns>
    /// The scenario's folder, its number of steps and the number of plays; null if the story has no findings.
    /// </returns>
    public static async Task<(string Folder, int Steps, int Plays)?> WriteAsync(Story story, Finding? finding, string parent, int most)
    {
        finding ??= (await FindingsAsync(story)).FirstOrDefault();
        if (finding is null) return null;
        var shrinker = new Shrinker(
            async smaller => (await FindingsAsync(smaller)).Any(one => one.Kind == finding.Kind && one.Subject == finding.Subject), most);
        var small = await shrinker.ShrinkAsync(story);
        var folder = Path.Combine(parent, Name(finding, story.Seed));
        ScenarioFolder.Write(small, $"{finding.Kind}: {finding.Subject}: {finding.Text}", folder);
        return (folder, small.Steps.Count + small.Life.Count, shrinker.Plays);
    }

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(Story story) =>
        Judge.Of(await StoryPlayer.PlayAsync(story), Bounds.Documented).Findings;

    private static string Name(Finding finding, ulong seed) =>
        NotInNames().Replace(
            string.Create(CultureInfo.InvariantCulture, $"{finding.Kind}-{finding.Subject}-{seed}").ToLowerInvariant(), "-");

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotInNames();
}
