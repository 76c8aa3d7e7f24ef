using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Live;
using OrleansMonitor.Dashboard.Palette;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Tests;

/// <summary>What the search for everything finds, and in which order.</summary>
public sealed class PaletteTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClusterName Lab = ClusterName.Parse("lab");

    private static readonly ActiveCondition Crashed =
        new(ConditionType.VmCrashed, EntityId.Of(new GuestId(Lab, 102)), Severity.Critical, Now, "it crashed");

    private static readonly Board Some = new()
    {
        Clusters =
        [
            new(Lab, 1, ClusterHeader.Waiting, [], [],
            [
                Guest(100, "web01", "prod"), Guest(101, "db-web", null), Guest(102, "web02", null, Crashed), Guest(1001, "mail", null),
            ]),
        ],
    };

    [Theory]
    [InlineData("web01", "web01")]
    [InlineData("web", "web02 web01 db-web")]
    [InlineData("100", "web01 mail")]
    [InlineData("prod", "web01")]
    [InlineData("lab web pve1", "web02 web01 db-web")]
    [InlineData("eb0", "web02 web01")]
    [InlineData("lab", "lab web02 mail web01 db-web")]
    [InlineData("web nothing-is-called-so", "")]
    [InlineData("AUDIT", "Audit")]
    [InlineData("theme", "Switch between dark and light")]
    public void Every_word_must_match_and_the_best_match_comes_first(string text, string found) =>
        Titles(text, _ => true).ShouldBe(found);

    [Fact]
    public void Without_a_text_pages_and_actions_are_offered_that_the_user_may_use()
    {
        Titles("", _ => true).ShouldBe(
            "Overview Guests & nodes Storages Incidents Activity Audit Notifications Scorecard Connect a Proxmox People "
                + "Switch between dark and light Keyboard shortcuts");
        Titles("", permission => permission == Permission.Read).ShouldNotContain("People");
        PaletteRanking.Find(PaletteSource.Of(Some, _ => true), null, 3).Count.ShouldBe(3);
    }

    [Fact]
    public void A_guest_names_its_cluster_and_leads_to_its_drawer()
    {
        var found = PaletteRanking.Find(PaletteSource.Of(Some, _ => true), "web01", 5)[0];

        (found.Kind, found.Address).ShouldBe((PaletteKind.VM, "/guests?open=lab%2F100"));
        found.Detail.ShouldBe("100 · lab · pve1 · running");
    }

    private static string Titles(string text, Func<Permission, bool> may) =>
        string.Join(' ', PaletteRanking.Find(PaletteSource.Of(Some, may), text, 20).Select(entry => entry.Title));

    private static GuestEntry Guest(int vmid, string name, string? tags, params ImmutableArray<ActiveCondition> conditions) => new(
        new() { Vmid = vmid, Kind = GuestKind.Vm, Node = "pve1", Status = GuestStatus.Running, Name = name, Tags = tags }, Now, conditions);
}
