using OrleansMonitor.Dashboard.Inventory;
using OrleansMonitor.Dashboard.Parts;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Tests;

/// <summary>How the table of guests and nodes is searched, sorted and laid out.</summary>
public sealed class InventoryTests
{
    private static readonly ClusterPicture Lab = new(ClusterName.Parse("lab"), 1, ClusterHeader.Waiting, [], [],
    [
        Guest(100, "busy", 0.9, "my_tag"), Guest(101, "idle", 0.1, null), Guest(102, "off", null, null),
    ]);

    [Theory]
    [InlineData("-cpu", "busy idle off")]
    [InlineData("cpu", "idle busy off")]
    [InlineData("-name", "off idle busy")]
    [InlineData("tags", "busy idle off")]
    [InlineData("-tags", "busy idle off")]
    [InlineData(null, "busy idle off")]
    public void Rows_without_a_value_come_last_in_either_direction(string? sort, string order)
    {
        var rows = new InventoryQuery(null).Find([Lab]);
        var choice = SortChoice.Parse(sort);
        InventoryOrder.Sort(rows, choice.Column, choice.IsDescending);

        string.Join(' ', rows.Select(row => row.Name)).ShouldBe(order);
        choice.Text.ShouldBe(sort);
    }

    [Theory]
    [InlineData("cpu", "-cpu cpu ")]
    [InlineData("name", "name -name ")]
    public void A_heading_sorts_the_interesting_end_first_then_the_other_one_then_not_at_all(string key, string texts)
    {
        var column = InventoryColumn.All.Single(one => one.Key == key);
        var first = new SortChoice("disk", true).Press(column);

        $"{first.Text} {first.Press(column).Text} {first.Press(column).Press(column).Text}".ShouldBe(texts);
        first.DirectionOf("disk").ShouldBe("none");
    }

    [Theory]
    [InlineData("tag:my_tag", "busy")]
    [InlineData("-tag:my_tag status:running", "idle")]
    [InlineData("status:stopped", "off")]
    public void Words_of_a_search_narrow_the_rows(string text, string found) =>
        string.Join(' ', new InventoryQuery(text).Find([Lab]).Select(row => row.Name)).ShouldBe(found);

    [Fact]
    public void Chosen_columns_are_kept_and_unknown_ones_ignored()
    {
        var node = InventoryColumn.All.Single(column => column.Key == "node");
        var none = new ColumnChoice(null);
        var chosen = none.With(node, isShown: false);

        Keys(none, 1).ShouldNotContain("cluster");
        Keys(none, 2).ShouldContain("cluster");
        Keys(none, 2).ShouldNotContain("pool");
        Keys(chosen, 1).ShouldBe(Keys(none, 1).Where(key => key != "node"));
        Keys(new(chosen.Text), 2).ShouldContain("cluster");
        new ColumnChoice("-node.nonsense.<script>.pool").Text.ShouldBe("-node.pool");
        Keys(new("nonsense"), 1).ShouldBe(Keys(none, 1));
        new ColumnChoice("nonsense").Text.ShouldBeNull();
        var ha = InventoryColumn.All.Single(column => column.Key == "ha");
        chosen.Columns(1).ShouldContain(ha, "what was not chosen still depends on the width");
        none.With(ha, isShown: true).Columns(1).ShouldContain(ha with { Class = "" });
    }

    [Theory]
    [InlineData(1288490189L, 4294967296L, "1.2 of 4 GiB")]
    [InlineData(524288000L, 4294967296L, "0.49 of 4 GiB")]
    [InlineData(171476541440L, 274877906944L, "160 of 256 GiB")]
    [InlineData(null, 4294967296L, "4 GiB")]
    [InlineData(null, null, "–")]
    public void A_part_has_the_unit_of_its_whole(long? part, long? whole, string text) =>
        DisplayText.Part(part, whole).ShouldBe(text);

    private static IEnumerable<string> Keys(ColumnChoice choice, int clusters) => choice.Columns(clusters).Select(column => column.Key);

    private static GuestEntry Guest(int vmid, string name, double? cpu, string? tags) => new(
        new()
        {
            Vmid = vmid,
            Kind = GuestKind.Vm,
            Node = "pve1",
            Status = cpu is null ? GuestStatus.Stopped : GuestStatus.Running,
            Name = name,
            Cpu = cpu,
            Tags = tags,
        },
        DateTimeOffset.UnixEpoch, []);
}
