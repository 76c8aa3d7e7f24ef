using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Channels;

/// <summary>Writes and reads the JSON of channels.</summary>
internal static class Json
{
    // Nothing embeds it in HTML. Services limit its length, and escapes would make it up to six times longer.
    private static readonly JsonSerializerOptions Short = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A body whose length is known; some servers refuse one without.</summary>
    public static HttpContent Content(JsonNode body) => new StringContent(body.ToJsonString(Short), Encoding.UTF8, "application/json");

    /// <summary>The text or number at a path, as text; null if there is none, or if the answer is not JSON.</summary>
    /// <param name="answer">The answer's body.</param>
    /// <param name="path">The names of the properties, outermost first.</param>
    public static string? Text(string answer, params ReadOnlySpan<string> path) => Find(answer, path) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>The number at a path as a time; null if there is none, or if it is not between zero and a year.</summary>
    /// <param name="answer">The answer's body.</param>
    /// <param name="unit">The unit of the number.</param>
    /// <param name="path">The names of the properties, outermost first.</param>
    public static TimeSpan? Wait(string answer, TimeSpan unit, params ReadOnlySpan<string> path) =>
        Find(answer, path) is { ValueKind: JsonValueKind.Number } number
            && number.TryGetDouble(out var count) && count >= 0 && count * unit.TotalDays <= 366
            ? count * unit
            : null;

    /// <summary>Whether the property at a path is <c>true</c>.</summary>
    public static bool IsTrue(string answer, params ReadOnlySpan<string> path) =>
        Find(answer, path) is { ValueKind: JsonValueKind.True };

    private static JsonElement? Find(string answer, ReadOnlySpan<string> path)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var place = document.RootElement;
            foreach (var name in path)
            {
                if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(name, out place)) return null;
            }

            return place.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
