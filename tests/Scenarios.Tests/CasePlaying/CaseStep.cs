using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>What comes into force at a moment.</summary>
/// <param name="At">From the first poll on.</param>
/// <param name="Label">The endpoint or cluster that it is about; null for all.</param>
internal sealed partial record CaseStep(TimeSpan At, string? Label)
{
    /// <summary>Answers by path below <c>/api2/json</c>; <c>*</c> stands for one segment.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Paths { get; private init; } = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>
    /// What the whole endpoint does from then on, one after another where a case is played once with each; empty where it answers.
    /// </summary>
    public IReadOnlyList<Reply> Moods { get; private init; } = [];

    /// <summary>Whether it is about answers at all: such a step ends a mood.</summary>
    public bool Answers => Paths.Count > 0;

    /// <summary>Another certificate is presented from then on.</summary>
    public bool ChangesCertificate { get; private init; }

    /// <summary>The monitor is killed and started again then.</summary>
    public bool RestartsMonitor { get; private init; }

    /// <summary>Tasks that end then, by type, with their status.</summary>
    public IReadOnlyList<(TimeSpan At, string Type, string Status)> Ends { get; private init; } = [];

    /// <summary>The only members' addresses at which something answers from then on; null for those of all that are online.</summary>
    public IReadOnlyList<string>? AnsweringAddresses { get; private init; }

    /// <summary>In how many ways the step can be played.</summary>
    public int Variants => Math.Max(Math.Max(1, Moods.Count), Paths.Values.Select(value => Split(value).Length).DefaultIfEmpty(1).Max());

    /// <summary>The replies that a path's words state; empty where its value is data.</summary>
    public static string[] Split(JsonNode? value) =>
        value is JsonValue said && said.TryGetValue<string>(out var words) ? words.Split(" | ", StringSplitOptions.TrimEntries) : [];

    public static CaseStep Of(TimeSpan at, string? label, IReadOnlyDictionary<string, JsonNode?> paths, IReadOnlyList<string> notes)
    {
        var addresses = notes.SelectMany(note => Answering().Matches(note)).Select(match => match.Groups["ip"].Value).ToList();
        return new(at, label)
        {
            Paths = paths,
            Ends = [.. notes.SelectMany(note => Ending().Matches(note))
                .Select(match => (at, match.Groups["type"].Value, match.Groups["status"].Value))],
            AnsweringAddresses = addresses.Count == 0 ? null : addresses,
        };
    }

    public static CaseStep OfWords(TimeSpan at, string? label, string words)
    {
        var moods = words.Split(" | ").Select(Reply.Of).ToList();
        if (moods.TrueForAll(mood => mood is not null)) return new(at, label) { Moods = [.. moods.Select(mood => mood!)] };
        if (words.Contains("certificate", StringComparison.OrdinalIgnoreCase)) return new(at, label) { ChangesCertificate = true };
        if (Restart().IsMatch(words)) return new(at, label) { RestartsMonitor = true };
        return words.Contains("same", StringComparison.OrdinalIgnoreCase) ? new(at, label)
            : throw new InvalidDataException($"nobody can play '{words}'");
    }

    [GeneratedRegex(@"monitor.*\b(killed|stopped|restart\w*|started)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Restart();

    [GeneratedRegex(@"\b(?<type>[a-z]+) ends with '(?<status>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ending();

    [GeneratedRegex(@"(?<ip>\d+\.\d+\.\d+\.\d+)(:\d+)? answers\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answering();
}
