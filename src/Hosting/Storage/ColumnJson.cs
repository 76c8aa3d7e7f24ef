using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>What stands in columns as JSON. Field names are part of the stored data: never rename one.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(ImmutableArray<TimelineEntry>))]
internal sealed partial class ColumnJson : JsonSerializerContext
{
    /// <summary>An event's details.</summary>
    public static string Write(IReadOnlyDictionary<string, string> details) =>
        details.Count == 0 ? "{}" : JsonSerializer.Serialize(details as Dictionary<string, string> ?? new Dictionary<string, string>(details, StringComparer.Ordinal), Default.DictionaryStringString);

    /// <summary>An event's details.</summary>
    public static IReadOnlyDictionary<string, string> ReadDetails(string json) =>
        JsonSerializer.Deserialize(json, Default.DictionaryStringString)!.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>An incident's timeline.</summary>
    public static string Write(ImmutableArray<TimelineEntry> timeline) => JsonSerializer.Serialize(timeline, Default.ImmutableArrayTimelineEntry);

    /// <summary>An incident's timeline.</summary>
    public static ImmutableArray<TimelineEntry> ReadTimeline(string json) => JsonSerializer.Deserialize(json, Default.ImmutableArrayTimelineEntry);
}
