using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>A <c>case.json</c>: what Proxmox answers, and from when on (docs/scenarios.md).</summary>
internal sealed partial class CaseFile
{
    private const string StepPrefix = "at";
    private readonly List<CaseStep> _steps = [];
    private readonly List<CaseTask> _tasks = [];

    private CaseFile(JsonObject root)
    {
        Config = root["config"]?.AsObject() ?? [];
        Standalone = root["standalone"]?.GetValue<bool>() ?? false;
        Round = TimeSpan.FromSeconds(root["loop"]?["every"]?.GetValue<double>() ?? 10);
        DatabaseFile = root["file"]?.GetValue<string>();
        Read(TimeSpan.Zero, null, root.Where(pair => !IsStep(pair.Key)));
        foreach (var (key, value) in root.Where(pair => IsStep(pair.Key)).OrderBy(pair => Moment(pair.Key))) Read(Moment(key), null, value);
        foreach (var (at, type, status) in _steps.SelectMany(step => step.Ends)) End(at, type, status);
    }

    /// <summary>The monitor's configuration, as below <c>Monitor</c>.</summary>
    public JsonObject Config { get; }

    /// <summary>One node that is in no cluster.</summary>
    public bool Standalone { get; }

    /// <summary>How often figures move.</summary>
    public TimeSpan Round { get; }

    /// <summary>What is in the place of the database, in words; null for nothing.</summary>
    public string? DatabaseFile { get; }

    /// <summary>What comes into force, in order.</summary>
    public IReadOnlyList<CaseStep> Steps => _steps;

    public IReadOnlyList<CaseTask> Tasks => _tasks;

    /// <summary>The last step.</summary>
    public TimeSpan End() => _steps.Count == 0 ? TimeSpan.Zero : _steps.Max(step => step.At);

    public static CaseFile Parse(params string[] texts)
    {
        var whole = new JsonObject();
        foreach (var text in texts)
            foreach (var (key, value) in JsonNode.Parse(LoneSurrogates.Hide(text))!.AsObject()) whole[key] = value?.DeepClone();
        FieldRecording.Expand(whole);
        return new(whole);
    }

    /// <summary>The moment of a step by its name; <c>at15</c> is 15 s after the first poll.</summary>
    public static TimeSpan Moment(string key) =>
        TimeSpan.FromSeconds(double.Parse(key.AsSpan(StepPrefix.Length), CultureInfo.InvariantCulture));

    private static bool IsStep(string key) => StepName().IsMatch(key);

    private void Read(TimeSpan at, string? label, JsonNode? value)
    {
        if (value is JsonObject whole) Read(at, label, whole.AsEnumerable());
        else if (value is JsonValue said) _steps.Add(CaseStep.OfWords(at, label, said.GetValue<string>()));
    }

    private void Read(TimeSpan at, string? label, IEnumerable<KeyValuePair<string, JsonNode?>> entries)
    {
        var paths = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var logs = new Dictionary<int, string[]>();
        var (tasks, notes, inner) = (new List<(TimeSpan, JsonObject)>(), new List<string>(), new List<(string Label, JsonNode? Value)>());
        foreach (var (key, value) in entries)
        {
            if (key.StartsWith('/')) paths[key] = value;
            else if (TasksName().Match(key) is { Success: true } match)
                tasks.AddRange(value!.AsArray()
                    .Select(task => (match.Groups["at"].Length == 0 ? at
                        : TimeSpan.FromSeconds(double.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture)), task!.AsObject())));
            else if (key == "logs")
                logs = value!.AsObject().ToDictionary(log => int.Parse(log.Key, CultureInfo.InvariantCulture), log => Lines(log.Value!));
            else if (key == "note") notes.Add(value!.GetValue<string>());
            else if (key is not ("config" or "standalone" or "times" or "loop" or "file" or "raw")) inner.Add((key, value));
        }

        var first = _tasks.Count;
        foreach (var (index, (since, task)) in tasks.Index()) _tasks.Add(
            CaseTask.Read(task, since, first + index, logs.GetValueOrDefault(index)));
        _steps.Add(CaseStep.Of(at, label, paths, notes));
        foreach (var (index, one) in inner.Index()) Read(
            at, one.Label, IsTheSame(one.Value) && index > 0 ? inner[index - 1].Value : one.Value);
    }

    private static bool IsTheSame(JsonNode? value) => value is JsonValue said && said.GetValue<string>() == "the same";

    private static string[] Lines(JsonNode log) => [.. log.AsArray().Select(line => line!.GetValue<string>())];

    private void End(TimeSpan at, string type, string status)
    {
        for (var i = 0; i < _tasks.Count; i++)
        {
            if (_tasks[i].Type == type && _tasks[i].Ended is null && _tasks[i].Started <= at)
                _tasks[i] = _tasks[i] with { Ended = at, Status = status };
        }
    }

    [GeneratedRegex(@"^at\d+(\.\d+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StepName();

    [GeneratedRegex(@"^tasks(?<at>\d*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TasksName();
}
