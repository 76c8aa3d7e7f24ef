using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Reads JSON values leniently: Proxmox sends numbers as text, booleans as 0 and 1, and null anywhere (api-facts §11).</summary>
internal static class Tolerant
{
    /// <summary>A whole number; null for any other value. The caller skips objects and arrays.</summary>
    public static long? Int64(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? whole : Whole(Double(ref reader));
            case JsonTokenType.String when !reader.HasValueSequence:
                return Utf8Parser.TryParse(reader.ValueSpan, out long text, out var used) && used == reader.ValueSpan.Length
                    ? text
                    : Whole(Double(ref reader));
            case JsonTokenType.String:
                return Whole(Double(ref reader));
            case JsonTokenType.True:
                return 1;
            case JsonTokenType.False:
                return 0;
            default:
                return null;
        }
    }

    /// <summary>
    /// A text. Invalid text, such as half a surrogate pair, is returned as sent, so that it fails neither the row nor the response.
    /// </summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8
                .GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan);
        }
    }

    /// <summary>A finite number; null for any other value.</summary>
    public static double? Double(ref Utf8JsonReader reader)
    {
        double value;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                if (!reader.TryGetDouble(out value)) return null;
                break;
            case JsonTokenType.String:
                if (!double.TryParse(
                    Text(ref reader), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture,
                    out value)) return null;
                break;
            case JsonTokenType.True:
                return 1;
            case JsonTokenType.False:
                return 0;
            default:
                return null;
        }

        return double.IsFinite(value) ? value : null;
    }

    /// <summary>A boolean: <c>true</c>, 1, "1", "yes" and their opposites; null for any other value.</summary>
    public static bool? Boolean(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String when reader.ValueTextEquals("true"u8) || reader.ValueTextEquals("yes"u8)
            || reader.ValueTextEquals("on"u8) => true,
        JsonTokenType.String when reader.ValueTextEquals("false"u8) || reader.ValueTextEquals("no"u8)
            || reader.ValueTextEquals("off"u8) => false,
        _ => Double(ref reader) is { } number ? number != 0 : null,
    };

    private static long? Whole(double? value) =>
        value is { } v && v is > -9.2e18 and < 9.2e18 ? (long)v : null;
}
