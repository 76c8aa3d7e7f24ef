using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Reads the <c>errors</c> object of a 400, parameter by parameter, as one line of text (api-facts §1).</summary>
internal sealed class ErrorsConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var text = new StringBuilder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Tolerant.Text(ref reader);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                text.Append(text.Length == 0 ? "" : "; ").Append(name).Append(": ").Append(Tolerant.Text(ref reader));
            reader.Skip();
        }

        return text.Length == 0 ? null : text.ToString();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => throw new NotSupportedException();
}
