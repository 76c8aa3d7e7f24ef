using System.Text.Json;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>Checks an answer against Proxmox' published return schema; booleans are 0/1 and integers may be any number.</summary>
internal static class Schema
{
    public static IEnumerable<string> Problems(JsonElement schema, JsonElement value, string at)
    {
        var type = schema.TryGetProperty("type", out var declared) ? declared.GetString() : null;
        if (!Fits(type, value)) return [$"{at}: {value.ValueKind} {value} is no {type}"];
        var problems = new List<string>();
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => one.ToString() == value.ToString()))
            problems.Add($"{at}: '{value}' is not in {allowed}");
        if (type == "array" && schema.TryGetProperty("items", out var items))
            problems.AddRange(value.EnumerateArray().SelectMany((item, index) => Problems(items, item, $"{at}[{index}]")));
        if (schema.TryGetProperty("properties", out var properties) && value.ValueKind == JsonValueKind.Object)
            problems.AddRange(Members(properties, value, at));
        return problems;
    }

    private static IEnumerable<string> Members(JsonElement properties, JsonElement value, string at)
    {
        foreach (var property in properties.EnumerateObject())
        {
            var optional = property.Value.TryGetProperty("optional", out var flag) && flag.ToString() is "1" or "true";
            if (!value.TryGetProperty(property.Name, out var member))
            {
                if (!optional && !property.Name.Contains('[', StringComparison.Ordinal)) yield return $"{at}.{property.Name} is missing";
                continue;
            }

            if (member.ValueKind == JsonValueKind.Null) continue;
            foreach (var problem in Problems(property.Value, member, $"{at}.{property.Name}")) yield return problem;
        }
    }

    private static bool Fits(string? type, JsonElement value) => type switch
    {
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" or "number" =>
            value.ValueKind == JsonValueKind.Number || double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture,
            out _),
        "boolean" => value.ToString() is "0" or "1",
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };
}
