using System.Globalization;
using System.Text.Json;

namespace OrleansMonitor.Simulator.Actions;

/// <summary>A parameter of a control action and its validation.</summary>
internal sealed record ControlParameter(string Name, string Type, Func<JsonElement, string?> Check, bool Optional)
{
    public static ControlParameter Text(string name, bool optional = false) =>
        new(name, "text", value => value.ValueKind == JsonValueKind.String ? null : "must be a text", optional);

    public static ControlParameter Choice(string name, bool optional, params string[] values) =>
        new(name, string.Join('|', values), value =>
        value.ValueKind == JsonValueKind.String && values.Contains(value.GetString(), StringComparer.Ordinal)
            ? null
            : $"must be one of {string.Join(", ", values)}", optional);

    public static ControlParameter Ratio(string name, bool optional = false) => new(name, "0-1", value =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 1 ? null : "must be a number from 0 to 1", optional);

    public static ControlParameter Count(string name, bool optional = false) => new(name, "count", value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
            ? null
            : "must be a whole number from 0", optional);

    public static ControlParameter Vmid(string name) => new(name, "VMID", value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 100 ? null
        : "must be a VMID from 100", false);

    public static ControlParameter Flag(string name) =>
        new(name, "true|false", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? null
            : "must be true or false", true);

    public static ControlParameter Duration(string name, bool optional = false) => new(name, "hh:mm:ss", value =>
        value.ValueKind == JsonValueKind.String && TimeSpan.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _)
            ? null
            : "must be a duration hh:mm:ss", optional);

    public static ControlParameter Moment(string name) => new(name, "RFC 3339 time", value =>
        value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out _) ? null : "must be an RFC 3339 time", false);

    public static ControlParameter Texts(string name, bool optional = false) => new(name, "list of texts", value =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String)
            ? null
            : "must be a list of texts", optional);
}
