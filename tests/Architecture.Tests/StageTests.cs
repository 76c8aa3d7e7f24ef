namespace OrleansMonitor.Architecture.Tests;

/// <summary>
/// The one way through: what was observed is judged by rules, becomes incidents, is repaired where guardrails allow, is audited and is
/// told. Every folder of Domain has one place in that order, also those that are no stage, and names earlier ones only.
/// </summary>
public sealed class StageTests
{
    private static readonly string[] Stages = ["Observations", "Rules", "Incidents", "Runbooks", "Guardrails", "Audit", "Live"];

    private static readonly string[] Order =
    [
        "Text", "Identity", "Privileges", "Observations", "Autonomy", "Rules", "Access", "Incidents", "Notifications", "Settings",
        "Snapshots", "History", "Explain", "Runbooks", "Guardrails", "Audit", "Live", "Time", "Ports",
    ];

    [Fact]
    public void No_folder_of_Domain_names_a_later_one() => FolderGraph.Of("Domain").Against(Order).ShouldBeEmpty();

    [Fact]
    public void Every_folder_of_Domain_has_its_place() =>
        Directory.EnumerateDirectories(Path.Combine(House.Source, "Domain")).Select(folder => Path.GetFileName(folder))
            .Where(folder => folder is not ("bin" or "obj")).ShouldBe(Order, ignoreOrder: true);

    [Fact]
    public void The_places_follow_the_stages() => Order.Where(Stages.Contains).ShouldBe(Stages);

    [Fact]
    public void The_page_on_architecture_shows_this_order() =>
        string.Join(' ', File.ReadAllLines(Path.Combine(House.Source, "..", "docs", "architecture.md")))
            .ShouldContain(string.Join(" → ", Order));

    [Fact]
    public void A_stage_that_names_a_later_one_is_seen_and_told_with_both_types() =>
        new FolderGraph(
                "Example",
                [
                    new("Example.Rules.Disk", "Example.Rules", "Example.Live.Event", "Example.Live"),
                    new("Example.Live.Event", "Example.Live", "Example.Rules.Disk", "Example.Rules"),
                ])
            .Against(["Rules", "Live"]).ShouldBe(["Rules -> Live: Example.Rules.Disk uses Example.Live.Event"]);

    [Fact]
    public void The_rules_above_see_what_is_there() =>
        FolderGraph.Of("Domain").Against([.. Order.Reverse()]).Count().ShouldBeGreaterThan(Order.Length);
}
