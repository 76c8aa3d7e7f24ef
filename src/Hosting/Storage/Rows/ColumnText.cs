using System.Collections.Frozen;
using System.Text.Json;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>Column formats of both databases: names in snake case, conditions in capitals, times in microseconds.</summary>
internal static class ColumnText
{
    /// <summary>The column text of an enum value, such as <c>state_change</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>The enum value of a column text.</summary>
    /// <exception cref="InvalidDataException">No value has that name: another version wrote the row.</exception>
    public static T Parse<T>(string name)
        where T : struct, Enum =>
        Names<T>.ByName.TryGetValue(name, out var value)
            ? value
            : throw new InvalidDataException($"'{name}' is no {typeof(T).Name} that this version knows.");

    /// <summary>The condition of a column text; null for null.</summary>
    /// <exception cref="InvalidDataException">No condition has that name.</exception>
    public static ConditionType? Condition(string? name)
    {
        if (name is null) return null;
        return ConditionCatalog.TryParse(name, out var condition)
            ? condition
            : throw new InvalidDataException($"'{name}' is no condition that this version knows.");
    }

    /// <summary>Microseconds since 1970 UTC, rounded down.</summary>
    public static long Microseconds(DateTimeOffset time) =>
        Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond) is var (whole, rest) && rest < 0
            ? whole - 1
            : whole;

    /// <summary>The time of microseconds since 1970 UTC.</summary>
    public static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly FrozenDictionary<string, T> ByName =
            ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
