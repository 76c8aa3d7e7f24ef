using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>A read-only converter that returns null for a value of another kind instead of failing.</summary>
internal abstract class ReadOnlyConverter<T> : JsonConverter<T>
{
    public override bool HandleNull => true;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return Scalar(ref reader);
        reader.Skip();
        return default;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();

    protected abstract T? Scalar(ref Utf8JsonReader reader);
}

/// <summary>A whole number in any of Proxmox' spellings.</summary>
internal sealed class Int64Converter : ReadOnlyConverter<long?>
{
    protected override long? Scalar(ref Utf8JsonReader reader) => Tolerant.Int64(ref reader);
}

/// <summary>A number.</summary>
internal sealed class DoubleConverter : ReadOnlyConverter<double?>
{
    protected override double? Scalar(ref Utf8JsonReader reader) => Tolerant.Double(ref reader);
}

/// <summary>A boolean in any of Proxmox' spellings.</summary>
internal sealed class BooleanConverter : ReadOnlyConverter<bool?>
{
    protected override bool? Scalar(ref Utf8JsonReader reader) => Tolerant.Boolean(ref reader);
}

/// <summary>A text; numbers and booleans are converted to text.</summary>
internal sealed class TextConverter : ReadOnlyConverter<string>
{
    protected override string? Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => Tolerant.Text(ref reader),
        JsonTokenType.Number => Encoding.UTF8.GetString(
            reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan),
        JsonTokenType.True => "1",
        JsonTokenType.False => "0",
        _ => null,
    };
}

/// <summary>The <c>managed</c> of a guest's <c>ha</c> object.</summary>
internal sealed class HaManagedConverter : JsonConverter<bool?>
{
    public override bool HandleNull => true;

    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        bool? managed = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var wanted = reader.ValueTextEquals("managed"u8);
            reader.Read();
            if (wanted) managed = Tolerant.Boolean(ref reader);
            reader.Skip();
        }

        return managed;
    }

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
