using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansMonitor.Scenarios.Tests.Telling;

/// <summary>
/// Whether two narrations tell the same. The virtual clock goes on while real answers are on their way, so on a busy machine a line may
/// come a few seconds later than written down, and lines so close together may change places; nothing else may differ.
/// </summary>
internal static partial class SameStory
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(3);

    public static bool Tell(string expected, string actual)
    {
        var (old, now) = (Lines(expected), Lines(actual));
        return old.Count == now.Count && old.All(pair => now.TryGetValue(pair.Key, out var times) && Close(pair.Value, times));
    }

    private static bool Close(List<TimeSpan> old, List<TimeSpan> now) =>
        old.Count == now.Count && old.Order().Zip(now.Order()).All(pair => (pair.First - pair.Second).Duration() <= Slack);

    // By what a line says, all the times at which it says so; a line with a number counts as so many.
    private static Dictionary<string, List<TimeSpan>> Lines(string narration)
    {
        var lines = new Dictionary<string, List<TimeSpan>>(StringComparer.Ordinal);
        foreach (var match in narration.Split('\n').Select(line => Line().Match(line)))
        {
            var at = match.Groups["at"].Success
                ? TimeSpan.ParseExact(match.Groups["at"].Value, @"hh\:mm\:ss", CultureInfo.InvariantCulture) : TimeSpan.Zero;
            var count = match.Groups["count"].Success ? int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 1;
            if (!lines.TryGetValue(match.Groups["text"].Value, out var times)) lines[match.Groups["text"].Value] = times = [];
            times.AddRange(Enumerable.Repeat(at, count));
        }

        return lines;
    }

    [GeneratedRegex(@"^((?<at>\d\d:\d\d:\d\d)  )?(?<text>.*?)( ×(?<count>\d+))?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Line();
}
