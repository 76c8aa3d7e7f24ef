using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>A <c>scenario.json</c>: one scenario, or a family of them as a table of cases (docs/scenarios.md).</summary>
internal sealed partial class ScenarioTable
{
    private const string Cases = "cases";
    private const string Spread = "...";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private readonly JsonObject _common;
    private readonly Dictionary<string, JsonObject> _cases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _placeholders;

    private ScenarioTable(string folder, JsonObject root)
    {
        (Folder, _common) = (folder, root);
        _placeholders = [.. Placeholder().Matches(root.ToJsonString()).Select(match => match.Groups["name"].Value)];
        IsFamily = root[Cases] is JsonObject { Count: > 0 };
        if (!IsFamily) return;
        foreach (var (name, own) in root[Cases]!.AsObject())
        {
            _cases[$"{folder}-{name}"] = own as JsonObject
                ?? throw new InvalidDataException($"{folder}/scenario.json: the case '{name}' must be an object");
        }

        root.Remove(Cases);
    }

    public string Folder { get; }

    public bool IsFamily { get; }

    /// <summary>The scenarios' names, in the order of the file.</summary>
    public IReadOnlyList<string> Names => IsFamily ? [.. _cases.Keys] : [Folder];

    /// <summary>Reads the file of a folder.</summary>
    /// <exception cref="InvalidDataException">It is not a JSON object, or something stands in it twice.</exception>
    public static ScenarioTable Parse(string folder, string json)
    {
        try
        {
            var root = JsonNode.Parse(json, documentOptions: Lenient);
            return new(folder, root as JsonObject ?? throw new JsonException("it is not an object"));
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{folder}/scenario.json: {wrong.Message}", wrong);
        }
    }

    /// <summary>One of its scenarios, with all that it has in common with the others.</summary>
    /// <exception cref="InvalidDataException">A member is missing, or one is there that no scenario has.</exception>
    public ScenarioFile Read(string name)
    {
        try
        {
            var whole = IsFamily ? Laid(_cases[name], _common) : (JsonObject)_common.DeepClone();
            var values = new JsonObject();
            foreach (var placeholder in _placeholders)
            {
                if (whole.Remove(placeholder, out var value)) values[placeholder] = value;
            }

            return ScenarioFile.Read(Filled(whole, values).AsObject());
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{Folder}/scenario.json, {name}: {wrong.Message}", wrong);
        }
    }

    private static JsonObject Laid(JsonObject over, JsonObject under)
    {
        var laid = (JsonObject)under.DeepClone();
        foreach (var (name, value) in over)
            laid[name] = value is JsonObject inner && laid[name] is JsonObject below ? Laid(inner, below) : value?.DeepClone();
        return laid;
    }

    private static JsonNode Filled(JsonNode node, JsonObject values) => node switch
    {
        JsonObject members => Filled(members, values),
        JsonArray entries => new JsonArray([.. entries.Select(entry => entry is null ? null : Filled(entry, values))]),
        JsonValue value when value.TryGetValue(out string? text) => Filled(text, values),
        _ => node.DeepClone(),
    };

    private static JsonObject Filled(JsonObject members, JsonObject values)
    {
        var filled = new JsonObject();
        foreach (var (name, value) in members)
        {
            var own = value is null ? null : Filled(value, values);
            if (name != Spread) filled.Add(name, own);
            else if (own is not JsonObject further) throw new JsonException($"\"{Spread}\" must be an object");
            else foreach (var (more, that) in further) filled.Add(more, that?.DeepClone());
        }

        return filled;
    }

    // A text that is nothing but a placeholder becomes the value itself, a number or an object as well.
    private static JsonNode Filled(string text, JsonObject values)
    {
        var matches = Placeholder().Matches(text);
        return matches.Count == 1 && matches[0].Length == text.Length
            ? Value(matches[0], values).DeepClone()
            : JsonValue.Create(Placeholder().Replace(text, match => Value(match, values).ToString()));
    }

    private static JsonNode Value(Match placeholder, JsonObject values) =>
        values[placeholder.Groups["name"].Value] ?? throw new JsonException($"nothing is given for {placeholder.Value}");

    [GeneratedRegex(@"\{(?<name>[a-zA-Z]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
