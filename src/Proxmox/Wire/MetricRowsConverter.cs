using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Reads records in an object with <c>data</c>, or as a bare list. Null if there is no list.</summary>
internal sealed class MetricRowsConverter : JsonConverter<MetricRows>
{
    public override MetricRows Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return new(List(ref reader));
        MetricRow?[]? rows = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isData) rows = List(ref reader);
            else reader.Skip();
        }

        return new(rows);
    }

    public override void Write(Utf8JsonWriter writer, MetricRows value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static MetricRow?[]? List(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray) return JsonSerializer.Deserialize(ref reader, WireJson.Default.MetricList);
        reader.Skip();
        return null;
    }
}
