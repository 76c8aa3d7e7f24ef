using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Scenarios.Tests.Replay;

/// <summary>A recorded <c>timeline-*.txt</c>: what each row of a real cluster became, and when.</summary>
internal sealed partial class RecordedTimeline
{
    private readonly Dictionary<string, List<(TimeSpan At, JsonObject? Value)>> _tracks = new(StringComparer.Ordinal);

    private RecordedTimeline(IEnumerable<string> lines)
    {
        foreach (var match in lines.Select(line => Line().Match(line)).Where(match => match.Success))
        {
            var at = TimeSpan.FromSeconds(double.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture));
            var key = match.Groups["key"].Value;
            if (!_tracks.TryGetValue(key, out var track)) _tracks[key] = track = [];
            track.Add((at, Value(match.Groups["to"].Value)));
            if (at > End) End = at;
        }
    }

    /// <summary>The last thing that was recorded.</summary>
    public TimeSpan End { get; }

    public static RecordedTimeline Load(string name) => new(File.ReadLines(Path.Combine(Recordings.Answers, $"timeline-{name}.txt")));

    /// <summary>The ids of what the time line tells of kind <c>res</c> or <c>cst</c>.</summary>
    public IEnumerable<string> Ids(string kind) =>
        _tracks.Keys.Where(key => key.StartsWith(kind + " ", StringComparison.Ordinal)).Select(key => key[(kind.Length + 1)..]);

    /// <summary>What a track was at a moment; null where nothing is recorded.</summary>
    public JsonObject? At(string track, TimeSpan at) =>
        _tracks.TryGetValue(track, out var steps) ? steps.LastOrDefault(step => step.At <= at).Value ?? steps[0].Value : null;

    /// <summary>When a row last became what it was at a moment.</summary>
    public TimeSpan Since(string track, TimeSpan at) =>
        _tracks.TryGetValue(track, out var steps) ? steps.LastOrDefault(step => step.At <= at).At : default;

    private static JsonObject? Value(string python)
    {
        if (!python.StartsWith('{')) return null;
        var json = python.Replace('\'', '"').Replace("True", "true", StringComparison.Ordinal)
            .Replace("False", "false", StringComparison.Ordinal).Replace("None", "null", StringComparison.Ordinal);
        return JsonNode.Parse(json)!.AsObject();
    }

    [GeneratedRegex(@"^\+\s*(?<at>[\d.]+)s (?<key>(res|cst) \S+|current|EVENT|resources): .* -> (?<to>.*)$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
