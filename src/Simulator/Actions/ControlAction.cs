using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Simulator.Clusters;

namespace OrleansMonitor.Simulator.Actions;

/// <summary>The kind of target of an action.</summary>
internal enum ControlTarget { Guest, Node, Cluster }

/// <summary>An action of scripts and of <c>/sim</c> on the cluster.</summary>
internal sealed record ControlAction(string Name, ControlTarget Target, string Summary, IReadOnlyList<ControlParameter> Parameters,
    Action<SimulatedCluster, ControlArguments> Run)
{
    /// <summary>All problems of the arguments, except for <paramref name="ignored"/> properties.</summary>
    public IEnumerable<string> Problems(JsonElement arguments, params IReadOnlyList<string> ignored)
    {
        if (Target == ControlTarget.Guest && !(arguments.TryGetProperty("guest", out var guest) && guest.ValueKind == JsonValueKind.Number
            && guest.TryGetInt32(out var vmid) && vmid >= 100))
            yield return $"'{Name}' needs \"guest\": a VMID from 100";
        if (Target == ControlTarget.Node && !(arguments.TryGetProperty("node", out var node) && node.ValueKind == JsonValueKind.String))
            yield return $"'{Name}' needs \"node\": a name";
        foreach (var property in arguments.EnumerateObject()
            .Where(property => !ignored.Contains(property.Name) && !IsTarget(property.Name)))
        {
            var parameter = Parameters.FirstOrDefault(parameter => parameter.Name == property.Name);
            if (parameter is null) yield return $"'{Name}' has no parameter \"{property.Name}\"";
            else if (parameter.Check(property.Value) is { } problem) yield return $"\"{property.Name}\" of '{Name}' {problem}";
        }

        foreach (var parameter in Parameters.Where(parameter => !parameter.Optional && !arguments.TryGetProperty(parameter.Name, out _)))
            yield return $"'{Name}' needs \"{parameter.Name}\": {parameter.Type}";
    }

    private bool IsTarget(string property) => (Target, property) is (ControlTarget.Guest, "guest") or (ControlTarget.Node, "node");
}

/// <summary>The validated arguments of an action.</summary>
internal sealed class ControlArguments(JsonElement values)
{
    public int Guest => values.GetProperty("guest").GetInt32();
    public string Node => values.GetProperty("node").GetString()!;

    /// <summary>The user who does it; <c>root@pam</c> by default.</summary>
    public string By => Text("by", "root@pam");

    public string Text(string name, string fallback = "") => OptionalText(name) ?? fallback;

    public string? OptionalText(string name) => values.TryGetProperty(name, out var value) ? value.GetString() : null;

    public bool Has(string name) => values.TryGetProperty(name, out _);

    public double? Number(string name) => values.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    public bool Flag(string name, bool fallback = true) => values.TryGetProperty(name, out var value) ? value.GetBoolean() : fallback;

    public TimeSpan Duration(string name) => TimeSpan.Parse(Text(name), CultureInfo.InvariantCulture);

    public DateTimeOffset Moment(string name) => values.GetProperty(name).GetDateTimeOffset();

    public string[] Texts(string name) => [.. values.GetProperty(name).EnumerateArray().Select(one => one.GetString()!)];
}
