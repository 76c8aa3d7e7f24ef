using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Stories;

/// <summary>A scenario as readable JSON: objects that fit are on one line, and so is each step of its script.</summary>
internal static class ScenarioText
{
    private const int Width = 140;
    private const string Script = "script";

    public static string Of(JsonObject scenario) => Broken(scenario, "") + "\n";

    private static string Value(string? name, JsonNode? node, string indent)
    {
        var label = name is null ? "" : $"{Quoted(name)}: ";
        var line = Line(node);
        if (name == Script) return label + Steps((JsonArray)node!, indent);
        return label + (node is JsonValue or null || indent.Length + label.Length + line.Length < Width ? line : Broken(node, indent));
    }

    private static string Line(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(", ", members.Select(member => $"{Quoted(member.Key)}: {Line(member.Value)}"))}}}",
        JsonArray entries => $"[{string.Join(", ", entries.Select(Line))}]",
        _ => node?.ToJsonString(StoryFile.Json) ?? "null",
    };

    private static string Broken(JsonNode node, string indent) => node is JsonObject members
        ? Lines("{", members.Select(member => Value(member.Key, member.Value, indent + "  ")), "}", indent)
        : Lines("[", node.AsArray().Select(entry => Value(null, entry, indent + "  ")), "]", indent);

    private static string Steps(JsonArray steps, string indent) => steps.Count == 0 ? "[]" : Lines("[", steps.Select(Line), "]", indent);

    private static string Quoted(string name) => JsonValue.Create(name).ToJsonString(StoryFile.Json);

    private static string Lines(string open, IEnumerable<string> lines, string close, string indent) =>
        $"{open}\n{string.Join(",\n", lines.Select(line => $"{indent}  {line}"))}\n{indent}{close}";
}
