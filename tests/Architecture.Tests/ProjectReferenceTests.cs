using System.Xml.Linq;

namespace OrleansMonitor.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    public static TheoryData<string> Rooms => [.. House.Rooms.Keys];

    [Fact]
    public void Every_project_is_one_of_the_rooms() =>
        House.Files("*.csproj").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)
            .ShouldBe(House.Rooms.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_project_references_exactly_the_rooms_that_it_may(string room) =>
        Items(room, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)
            .ShouldBe(House.Rooms[room].Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_project_borrows_source_files_from_another(string room) =>
        Items(room, "Compile").ShouldNotContain(file => file.Contains("..", StringComparison.Ordinal));

    [Fact]
    public void Domain_needs_nothing_but_serialization() =>
        Items("Domain", "PackageReference").Order(StringComparer.Ordinal)
        .ShouldBe(["Microsoft.Orleans.CodeGenerator", "Microsoft.Orleans.Serialization"]);

    private static IEnumerable<string> Items(string room, string kind) =>
        XDocument.Load(Path.Combine(House.Source, room, $"{room}.csproj")).Descendants(kind)
            .Select(item => item.Attribute("Include")?.Value).OfType<string>();
}
