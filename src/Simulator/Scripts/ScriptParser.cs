using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Simulator.Actions;

namespace OrleansMonitor.Simulator.Scripts;

/// <summary>Reads the JSON of a script and collects every problem in it.</summary>
internal static class ScriptParser
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static (IReadOnlyList<ScriptStep> Steps, TimeSpan? RepeatEvery, List<string> Problems) Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            return Read(document.RootElement.Clone());
        }
        catch (JsonException error)
        {
            return ([], null, [$"not JSON: {error.Message}"]);
        }
    }

    private static (IReadOnlyList<ScriptStep> Steps, TimeSpan? RepeatEvery, List<string> Problems) Read(JsonElement root)
    {
        var problems = new List<string>();
        TimeSpan? repeatEvery = null;
        var list = root;
        if (root.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in root.EnumerateObject().Where(property => property.Name is not ("steps" or "repeatEvery")))
                problems.Add($"unknown property \"{property.Name}\" beside \"steps\" and \"repeatEvery\"");
            if (root.TryGetProperty("repeatEvery", out var every)) repeatEvery = Duration(every, "repeatEvery", problems);
            if (repeatEvery <= TimeSpan.Zero) problems.Add("\"repeatEvery\" must be longer than zero");
            if (!root.TryGetProperty("steps", out list)) problems.Add("\"steps\" is missing");
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            if (problems.Count == 0) problems.Add("a script is a list of steps, or an object with \"steps\" and \"repeatEvery\"");
            return ([], repeatEvery, problems);
        }

        var steps = list.EnumerateArray().Select((step, index) => Step(step, index + 1, problems)).OfType<ScriptStep>().ToList();
        if (repeatEvery is { } period && steps.Exists(step => step.At >= period)) problems.Add("a step is later than \"repeatEvery\"");
        return (steps, repeatEvery, problems);
    }

    private static ScriptStep? Step(JsonElement step, int number, List<string> problems)
    {
        var found = new List<string>();
        if (step.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"step {number}: must be an object");
            return null;
        }

        var at = step.TryGetProperty("at", out var when) ? Duration(when, "at", found) : null;
        if (!step.TryGetProperty("at", out _)) found.Add("\"at\" is missing");
        var name = step.TryGetProperty("do", out var verb) && verb.ValueKind == JsonValueKind.String ? verb.GetString()! : null;
        if (name is null) found.Add("\"do\" is missing");
        var action = name is null ? null : ControlActions.Find(name);
        if (name is not null && action is null)
            found.Add($"\"do\": there is no '{name}'; there are {string.Join(", ", ControlActions.All.Select(known => known.Name))}");
        if (action is not null) found.AddRange(action.Problems(step, "at", "do", "crash", "note"));
        if (step.TryGetProperty("crash", out var crash) && !SaysCrash(crash))
            found.Add("\"crash\" must be true, false or how many crashes the step is");
        if (step.TryGetProperty("note", out var note) && note.ValueKind != JsonValueKind.String) found.Add("\"note\" must be a text");
        problems.AddRange(found.Select(problem => $"step {number}: {problem}"));
        return found.Count == 0 ? ScriptStep.Of(at!.Value, action!, step) : null;
    }

    private static bool SaysCrash(JsonElement crash) =>
        crash.ValueKind is JsonValueKind.True or JsonValueKind.False
        || (crash.ValueKind == JsonValueKind.Number && crash.TryGetInt32(out var many) && many >= 0);

    private static TimeSpan? Duration(JsonElement value, string name, List<string> problems)
    {
        if (value.ValueKind == JsonValueKind.String && TimeSpan.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var duration)
            && duration >= TimeSpan.Zero)
            return duration;
        problems.Add($"\"{name}\" must be a duration hh:mm:ss, but is {value.GetRawText()}");
        return null;
    }
}
