using System.Text.RegularExpressions;

namespace OrleansMonitor.Architecture.Tests;

/// <summary>The folders of a project lie one above the other: no two of them name each other, directly or through others.</summary>
public sealed partial class FolderTests
{
    private const string Example = "OrleansMonitor.Example";

    public static TheoryData<string> Rooms => [.. House.Rooms.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void The_folders_of_a_project_make_no_circle(string room) => FolderGraph.Of(room).Circles().ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Nor_do_the_folders_within_them(string room) => FolderGraph.Of(room, nested: true).Circles().ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_namespace_is_the_folder_that_its_file_is_in(string room) =>
        House.Files("*.cs", room)
            .Select(file => (Folder: Path.GetDirectoryName(House.Relative(file))!,
                Named: Namespace().Match(File.ReadAllText(file)).Groups["name"].Value))
            .Where(file => file.Named.Length > 0 && file.Named != $"OrleansMonitor.{file.Folder.Replace('/', '.')}").ShouldBeEmpty();

    [Fact]
    public void Two_folders_that_name_each_other_are_a_circle_and_are_told_with_their_types() =>
        Graph(("Red.Rose", "Blue.Sky"), ("Blue.Sea", "Red.Wine"), ("Green.Leaf", "Red.Rose")).Circles().ShouldBe(
        [
            $"Red -> Blue: {Example}.Red.Rose uses {Example}.Blue.Sky",
            $"Blue -> Red: {Example}.Blue.Sea uses {Example}.Red.Wine",
        ]);

    [Fact]
    public void A_circle_over_three_folders_or_over_what_lies_beside_them_is_seen()
    {
        Graph(("Red.Rose", "Blue.Sky"), ("Blue.Sky", "Green.Leaf"), ("Green.Leaf", "Red.Wine")).Circles().Count().ShouldBe(3);
        Graph(("Red.Rose", "Start"), ("Start", "Red.Wine")).Circles().Count().ShouldBe(2);
    }

    [Fact]
    public void What_only_goes_one_way_and_what_stays_within_a_folder_is_no_circle() =>
        Graph(
            ("Red.Rose", "Blue.Sky"), ("Red.Rose", "Green.Leaf"), ("Green.Leaf", "Blue.Sky"),
            ("Blue.Sky", "Blue.Deep.Sea"), ("Blue.Deep.Sea", "Blue.Sky")).Circles().ShouldBeEmpty();

    [Fact]
    public void Every_way_of_naming_a_type_is_read_from_what_was_compiled()
    {
        var named = CompiledUses.In(typeof(FolderTests).Assembly.Location, "OrleansMonitor.Architecture.Tests.Examples")
            .Where(use => use.From.EndsWith(".Naming", StringComparison.Ordinal)).Select(use => use.To.Split('.')[^1]);

        named.Order(StringComparer.Ordinal).ShouldBe(
            [
                "InArgument", "InAttribute", "InAwait", "InBase", "InBody", "InConstraint", "InField", "InGenericCall", "InLambda",
                "InNested",
                "InParameter", "InResult", "InTypeOf",
            ]);
    }

    private static FolderGraph Graph(params (string From, string To)[] uses) =>
        new(Example, uses.Select(use => new Use($"{Example}.{use.From}", Place(use.From), $"{Example}.{use.To}", Place(use.To))));

    private static string Place(string type) =>
        type.Contains('.', StringComparison.Ordinal) ? $"{Example}.{type[..type.LastIndexOf('.')]}" : Example;

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();
}
