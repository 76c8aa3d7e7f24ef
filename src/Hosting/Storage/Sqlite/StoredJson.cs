using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>How bodies are written into rows: enums by name, so that their order may change.</summary>
internal static class StoredJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };
}
