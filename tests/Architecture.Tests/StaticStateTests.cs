using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace OrleansMonitor.Architecture.Tests;

/// <summary>
/// State lives in grains and injected services; what is static never changes. Code that generators and the compiler write is left out.
/// </summary>
public sealed class StaticStateTests
{
    // An empty set that is handed out as a read-only one.
    private static readonly string[] Harmless = ["OrleansMonitor.Simulator.Access.Identity.None: HashSet`1"];

    private static int _example;

    public static TheoryData<string> Rooms => [.. House.Rooms.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_static_field_can_be_set_again(string room) =>
        Ours(House.Built(room)).Where(field => !field.IsLiteral && !field.IsInitOnly).Select(Name).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_static_field_holds_a_collection_that_can_change(string room) =>
        Ours(House.Built(room)).Where(field => Changeable(field.FieldType)).Select(Name).Except(Harmless).ShouldBeEmpty();

    [Fact]
    public void A_field_and_a_property_that_can_be_set_are_seen()
    {
        _example++;
        Example = new() { [_example] = "" };

        Ours(typeof(StaticStateTests).Assembly).Where(field => field.DeclaringType == typeof(StaticStateTests) && !field.IsInitOnly)
            .Select(field => field.Name).ShouldBe(["_example", "<Example>k__BackingField"], ignoreOrder: true);
        Changeable(Example.GetType()).ShouldBeTrue();
    }

    private static Dictionary<int, string> Example { get; set; } = [];

    private static IEnumerable<FieldInfo> Ours(Assembly assembly) =>
        from type in assembly.GetTypes()
        where House.Under(type.Namespace ?? "OrleansMonitor", "OrleansMonitor") && !Generated(type)
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where !field.IsDefined(typeof(GeneratedCodeAttribute))
        select field;

    private static bool Generated(Type? type) =>
        type is not null
        && (type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.IsDefined(typeof(GeneratedCodeAttribute))
            || Generated(type.DeclaringType));

    private static bool Changeable(Type type) =>
        type.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent"
        && type is { IsInterface: false, IsValueType: false }
        && !type.Name.Contains("Comparer", StringComparison.Ordinal);

    private static string Name(FieldInfo field) => $"{field.DeclaringType}.{field.Name}: {field.FieldType.Name}";
}
