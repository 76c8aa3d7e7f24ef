using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// A play as text, one record per line; the same for every play of a story. Random values (ids, fingerprints, keyed hashes) are replaced by
/// their order of appearance. The cost is omitted.
/// </summary>
public static partial class PlayText
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new AsText<EntityId>(), new InOrder() },
    };

    /// <summary>The text.</summary>
    public static string Of(Play play)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = Lines("story", [play.Story])
            .Concat(Lines("truth", play.Truth))
            .Concat(Lines("request", play.Requests))
            .Concat(Lines("life", play.Life))
            .Concat(Lines("event", play.Events))
            .Concat(Lines("stored", play.StoredAt.OrderBy(entry => entry.Key)))
            .Concat(Lines("incident", play.Incidents))
            .Concat(Lines("action", play.Actions))
            .Concat(Lines("look", play.Observations))
            .Append($"chain {play.ChainProblem ?? "whole"}");
        return string.Concat(lines.Select(line => Random().Replace(line, found => Name(names, found.Value)) + "\n"));
    }

    /// <summary>The first two differing lines of two texts; null if they are equal.</summary>
    public static (string One, string Other)? Difference(string one, string other)
    {
        var (left, right) = (one.Split('\n'), other.Split('\n'));
        for (var line = 0; line < Math.Max(left.Length, right.Length); line++)
        {
            var (a, b) = (left.ElementAtOrDefault(line) ?? "(nothing)", right.ElementAtOrDefault(line) ?? "(nothing)");
            if (a != b) return (a, b);
        }

        return null;
    }

    private static IEnumerable<string> Lines<T>(string kind, IEnumerable<T> records) =>
        records.Select(record => $"{kind} {JsonSerializer.Serialize(record, Json)}");

    private static string Name(Dictionary<string, string> names, string random)
    {
        if (!names.TryGetValue(random, out var name)) names.Add(random, name = $"#{names.Count + 1}");
        return name;
    }

    // The folder of the database, guids in both forms, fingerprints and hashes.
    [GeneratedRegex("(?<=/)trust-[^/]+|(?:[0-9A-F]{2}:){19,}[0-9A-F]{2}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64}",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Random();

    private sealed class AsText<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value?.ToString());
    }

    // The enumeration order of a dictionary depends on the process.
    private sealed class InOrder : JsonConverter<IReadOnlyDictionary<string, string>>
    {
        public override IReadOnlyDictionary<string, string> Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (key, text) in value.OrderBy(entry => entry.Key, StringComparer.Ordinal)) writer.WriteString(key, text);
            writer.WriteEndObject();
        }
    }
}
