using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>What stands in columns as JSON. Field names are part of the stored data: never rename one.</summary>
internal static class ColumnJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>An event's details.</summary>
    public static string Write(IReadOnlyDictionary<string, string> details) =>
        details.Count == 0 ? "{}" : JsonSerializer.Serialize(details, Options);

    /// <summary>An event's details.</summary>
    public static ImmutableDictionary<string, string> ReadDetails(string json) =>
        JsonSerializer.Deserialize<ImmutableDictionary<string, string>>(json, Options)!;

    /// <summary>An incident's timeline.</summary>
    public static string Write(ImmutableArray<TimelineEntry> timeline) => JsonSerializer.Serialize(timeline, Options);

    /// <summary>An incident's timeline.</summary>
    public static ImmutableArray<TimelineEntry> ReadTimeline(string json) =>
        JsonSerializer.Deserialize<ImmutableArray<TimelineEntry>>(json, Options);

    /// <summary>How an incident is told.</summary>
    public static string Write(NoticeColumn notice) => JsonSerializer.Serialize(notice, Options);

    /// <summary>How an incident is told.</summary>
    public static NoticeColumn ReadNotice(string json) => JsonSerializer.Deserialize<NoticeColumn>(json, Options)!;
}
