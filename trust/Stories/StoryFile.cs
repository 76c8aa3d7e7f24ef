using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansMonitor.Trust.Stories;

/// <summary>A story as JSON, complete enough to play it again.</summary>
public static class StoryFile
{
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
        NewLine = "\n",
    };

    /// <summary>The story as JSON.</summary>
    public static string Text(Story story) => JsonSerializer.Serialize(story, Json) + "\n";

    /// <summary>The story of a JSON text.</summary>
    /// <exception cref="JsonException">The text is not a story.</exception>
    public static Story Parse(string json) =>
        JsonSerializer.Deserialize<Story>(json, Json) ?? throw new JsonException("a story is an object");

    /// <summary>Writes it to a file; an existing one is overwritten.</summary>
    public static void Write(Story story, string path) => File.WriteAllText(path, Text(story));

    /// <summary>Reads it from a file.</summary>
    /// <exception cref="JsonException">The file is not a story.</exception>
    public static Story Read(string path) => Parse(File.ReadAllText(path));

    /// <summary>The steps of the cluster as a simulator script, one step per line.</summary>
    public static string Script(Story story) => story.Steps.Count == 0 ? "[]\n" : $"[\n{string.Join(",\n", story.Steps.Select(Line))}\n]\n";

    private static string Line(StoryStep step)
    {
        var line = (System.Text.Json.Nodes.JsonObject)step.Arguments.DeepClone();
        line.Insert(0, "at", step.At.ToString("c"));
        line.Insert(1, "do", step.Do);
        return "  " + line.ToJsonString(OneLine);
    }

    private static JsonSerializerOptions OneLine { get; } = new(Json) { WriteIndented = false };
}
