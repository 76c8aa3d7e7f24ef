using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// Finds configured keys that are no setting. The binder ignores them, so a misspelt limit would silently keep its default.
/// </summary>
internal static class KnownSettings
{
    public static void Check(IConfigurationSection section, ProblemList problems)
    {
        foreach (var child in section.GetChildren()) Check(child, typeof(MonitorOptions), problems);
    }

    private static void Check(IConfigurationSection section, Type owner, ProblemList problems)
    {
        var known = Settings(owner);
        if (known.Find(setting => string.Equals(setting.Name, section.Key, StringComparison.OrdinalIgnoreCase)) is { } setting)
            CheckValue(section, setting.PropertyType, problems);
        else
            problems.Add(PathOf(section), $"is not a setting; here are {string.Join(", ", known.Select(one => one.Name))}.");
    }

    private static void CheckValue(IConfigurationSection section, Type type, ProblemList problems)
    {
        var children = section.GetChildren().ToList();
        var path = PathOf(section);
        if (IsSingle(type))
        {
            problems.Require(children.Count == 0, path, "takes one value, with nothing below it.");

            // The binder would add up the names of an enumeration: observe and alert and recommend would become a level that acts.
            problems.Require(!IsEnum(type) || section.Value?.Contains(',') != true, path, "takes one value, not several.");
        }
        else if (ElementOf(type) is { } element)
        {
            problems.Require(string.IsNullOrEmpty(section.Value), path, $"holds several; write {section.Key}:0, or in JSON a list.");
            foreach (var child in children) CheckValue(child, element, problems);
        }
        else
        {
            problems.Require(
                string.IsNullOrEmpty(section.Value), path,
                $"is a group of settings: {string.Join(", ", Settings(type).Select(one => one.Name))}.");
            foreach (var child in children) Check(child, type, problems);
        }
    }

    private static string PathOf(IConfigurationSection section) => section.Path["Monitor:".Length..];

    private static List<PropertyInfo> Settings(Type owner) =>
        [.. owner.GetProperties().Where(property => property.SetMethod is { IsPublic: true })];

    private static bool IsSingle(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type).IsValueType;

    private static bool IsEnum(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

    // The last type argument: of a list its element, of a dictionary its value.
    private static Type? ElementOf(Type type) => type.IsGenericType ? type.GetGenericArguments()[^1] : null;
}
