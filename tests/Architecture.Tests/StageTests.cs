namespace OrleansMonitor.Architecture.Tests;

/// <summary>
/// The one way through: what was observed is judged by rules, becomes incidents, is repaired where guardrails allow, is audited and is told. Identity, Settings,
/// Autonomy, Access, Ports, Snapshots and Time are shared ground: stages may use them, and they may use stages.
/// </summary>
public sealed class StageTests
{
    private static readonly string[] Stages = ["Observations", "Rules", "Incidents", "Runbooks", "Guardrails", "Audit", "Live"];
    private static readonly string[] Shared = ["Identity", "Settings", "Autonomy", "Access", "Ports", "Snapshots", "Time"];

    [Theory]
    [InlineData("Observations")]
    [InlineData("Rules")]
    [InlineData("Incidents")]
    [InlineData("Runbooks")]
    [InlineData("Guardrails")]
    [InlineData("Audit")]
    public void A_stage_of_Domain_never_references_a_later_one_in_Observations_Rules_Incidents_Runbooks_Guardrails_Audit_Live(string stage)
    {
        var later = Stages.SkipWhile(name => name != stage).Skip(1).Select(Place).ToList();

        House.UsesIn(Place(stage)).Where(use => later.Any(place => House.Under(use.ToPlace, place))).ShouldBeEmpty();
    }

    [Fact]
    public void Identity_is_below_every_stage() =>
        House.UsesIn(Place("Identity")).Where(use => House.Under(use.ToPlace, "OrleansMonitor.Domain") && use.ToPlace != Place("Identity")).ShouldBeEmpty();

    [Fact]
    public void Every_folder_of_Domain_is_a_stage_or_shared_ground() =>
        Directory.EnumerateDirectories(Path.Combine(House.Source, "Domain")).Select(folder => Path.GetFileName(folder))
            .Where(folder => folder is not ("bin" or "obj")).ShouldBeSubsetOf(Stages.Concat(Shared));

    [Fact]
    public void The_rules_above_see_what_is_there() =>
        House.UsesIn(Place("Live")).ShouldContain(use => use.ToPlace == Place("Incidents"));

    private static string Place(string folder) => $"OrleansMonitor.Domain.{folder}";
}
