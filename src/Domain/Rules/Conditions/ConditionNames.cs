using System.Collections.Frozen;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>The outside names of conditions: <c>VmCrashed</c> is <c>VM_CRASHED</c>.</summary>
public static class ConditionNames
{
    private static readonly FrozenDictionary<ConditionType, string> Names =
        Enum.GetValues<ConditionType>().ToFrozenDictionary(type => type, type => SnakeCase.Of(type.ToString()).ToUpperInvariant());

    private static readonly FrozenDictionary<string, ConditionType> Types =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The name used in JSON, incident keys, audit rows and metrics.</summary>
    public static string ToName(this ConditionType type) => Names[type];

    /// <summary>Reads a name, in either case, or answers false.</summary>
    public static bool TryParse(string? name, out ConditionType type)
    {
        type = default;
        return name is not null && Types.TryGetValue(name, out type);
    }
}
