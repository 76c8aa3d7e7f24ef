using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>Columns in JSON. Field names are part of the stored data: never rename one.</summary>
internal static class ColumnJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static string Write(IReadOnlyDictionary<string, string> details) =>
        details.Count == 0 ? "{}" : JsonSerializer.Serialize(details, Options);

    public static ImmutableDictionary<string, string> ReadDetails(string json) =>
        JsonSerializer.Deserialize<ImmutableDictionary<string, string>>(json, Options)!;

    public static string Write(ImmutableArray<TimelineEntry> timeline) => JsonSerializer.Serialize(timeline, Options);

    public static ImmutableArray<TimelineEntry> ReadTimeline(string json) =>
        JsonSerializer.Deserialize<ImmutableArray<TimelineEntry>>(json, Options);

    public static string Write(Notice notice) => JsonSerializer.Serialize(notice, Options);

    public static Notice ReadStep(string json) => JsonSerializer.Deserialize<Notice>(json, Options)!;

    public static string Write(NoticeColumn notice) => JsonSerializer.Serialize(notice, Options);

    public static NoticeColumn ReadNotice(string json) => JsonSerializer.Deserialize<NoticeColumn>(json, Options)!;
}
