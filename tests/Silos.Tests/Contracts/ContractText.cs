using System.CodeDom.Compiler;
using System.Globalization;
using System.Reflection;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Grains;

namespace OrleansMonitor.Silos.Tests.Contracts;

/// <summary>
/// Everything that silos of two versions must agree on, one fact a line: calls, their arguments, and the numbered members of what is sent
/// and stored.
/// </summary>
internal static class ContractText
{
    private const BindingFlags Own =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Lines()
    {
        var types =
            new[] { typeof(ClusterName).Assembly, typeof(GrainServices).Assembly }.SelectMany(assembly => assembly.GetTypes()).ToList();
        var sent = types.Where(
            type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null
                && type.GetCustomAttribute<GeneratedCodeAttribute>() is null).ToList();
        return
        [
            .. types.Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)).SelectMany(Calls)
                .Concat(sent.SelectMany(Members))
                .Concat(sent.SelectMany(Fields).Select(field => Nullable.GetUnderlyingType(field.Type) ?? field.Type)
                    .Where(type => type.IsEnum && types.Contains(type)).SelectMany(Values))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> Calls(Type grain) =>
        from method in grain.GetMethods(Own)
        let arguments = method.GetParameters().Where(argument => argument.ParameterType != typeof(CancellationToken))
        select $"call {Alias(grain)}.{Alias(method)}({string.Join(", ", arguments.Select(argument => Word(argument.ParameterType)))}) -> "
            + $"{Word(method.ReturnType)}";

    private static IEnumerable<string> Members(Type type) =>
        Fields(type).Select(field => string.Create(CultureInfo.InvariantCulture, $"member {Alias(type)} {field.Id}: {Word(field.Type)}"))
        .Prepend($"type {Alias(type)}");

    private static IEnumerable<(uint Id, Type Type)> Fields(Type type)
    {
        foreach (var member in type.GetMembers(Own))
        {
            if (member.GetCustomAttribute<IdAttribute>() is not { } id) continue;
            if (member is PropertyInfo property) yield return (id.Id, property.PropertyType);
            else if (member is FieldInfo field && !field.Name.StartsWith('<')) yield return (id.Id, field.FieldType);
        }
    }

    private static IEnumerable<string> Values(Type type) =>
        Enum.GetNames(type)
        .Select(name => $"value {Word(type)} {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}: {name}");

    private static string Alias(MemberInfo member) =>
        member.GetCustomAttribute<AliasAttribute>()?.Alias
        ?? throw new InvalidOperationException(
        $"{member.DeclaringType?.Name}.{member.Name} has no [Alias]: renaming it would break a rolling upgrade.");

    private static string Word(Type type)
    {
        if (type.IsArray) return $"{Word(type.GetElementType()!)}[]";
        var name = type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Word))}>" : name;
    }
}
