using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

/// <summary>Rows that cannot be read or come more than once cost what they are about, never the answer.</summary>
public sealed class UnreadableRowTests
{
    private readonly ClusterSnapshot _first = Of(ClusterSnapshot.Empty, 0, builder =>
    {
        builder.Node(Node("pve1", 100));
        builder.Node(Node("pve2", 100));
        builder.Guest(Poll.Container(100));
        builder.Storage(Storage("local", 5));
    }).Next;

    [Fact]
    public void Of_rows_that_repeat_an_id_the_last_counts_and_each_is_named()
    {
        var diff = Of(_first, 12, builder =>
        {
            builder.Node(Node("pve1", 112));
            builder.Node(Node("pve1", 113));
            builder.Node(Node("pve2", 112));
            builder.Guest(Poll.Container(100, 12));
            builder.Guest(Poll.Container(100, 12) with { Status = GuestStatus.Stopped, Uptime = 0 });
            builder.Guest(Poll.Container(101, 12) with { Name = "old" });
            builder.Guest(Poll.Container(101, 12) with { Name = "new" });
            builder.Storage(Storage("local", 6));
            builder.Storage(Storage("local", 7));
        });

        diff.Next.Nodes.Select(node => (node.Sample.Node, node.Sample.Uptime)).ShouldBe([("pve1", 113L), ("pve2", 112L)]);
        diff.Next.Guests.Select(entry => entry.Sample.Status).ShouldBe([GuestStatus.Stopped, GuestStatus.Running]);
        diff.Next.FindGuest(101)!.Sample.Name.ShouldBe("new");
        diff.Next.Storages.ShouldHaveSingleItem().Used.ShouldBe(7);
        diff.Changes.Select(delta => delta.Entry.Sample.Vmid).ShouldBe([100, 101]);
        diff.Unreadable.Named.Select(row => (row.Kind, row.Name)).ShouldBe(
            [(EntityKind.Node, "pve1"), (EntityKind.Guest, "100"), (EntityKind.Guest, "101"), (EntityKind.Storage, "local")]);
        diff.Unreadable.Description!.ShouldContain("node pve1: it is listed more than once");
    }

    [Theory]
    [InlineData(EntityKind.Node, true)]
    [InlineData(null, true)]
    [InlineData(EntityKind.Guest, false)]
    public void A_node_whose_row_may_be_the_one_that_cannot_be_read_stays_and_nothing_is_known_of_it(EntityKind? unreadable, bool stays)
    {
        var diff = Of(_first, 12, builder =>
        {
            builder.Node(Node("pve1", 112));
            builder.Unreadable(new(unreadable, null, "broken by the test"));
        });

        diff.Next.FindNode("pve2")?.Sample.Status.ShouldBe(NodeStatus.Unknown);
        (diff.Next.FindNode("pve2") is not null).ShouldBe(stays);
    }

    [Fact]
    public void A_storage_whose_row_cannot_be_read_stays_without_figures()
    {
        var diff = Of(_first, 12, builder => builder.Unreadable(new(EntityKind.Storage, null, "broken by the test")));

        var kept = diff.Next.Storages.ShouldHaveSingleItem();
        (kept.Storage, kept.Used, kept.Active).ShouldBe(("local", null, null));
    }

    [Fact]
    public void However_many_cannot_be_read_they_are_counted_and_some_are_named()
    {
        var diff = Of(_first, 12, builder =>
        {
            for (var i = 0; i < 1000; i++) builder.Unreadable(new(EntityKind.Guest, $"{i}", "broken by the test"));
        });

        diff.Unreadable.Count.ShouldBe(1000);
        diff.Unreadable.Named.Length.ShouldBe(UnreadableRows.MaxNamed);
        diff.Unreadable.Description!.ShouldContain("and 995 more");
        diff.Unreadable.ProblemOf(EntityKind.Guest, "7").ShouldBe("broken by the test");
    }

    [Fact]
    public void A_guest_that_is_missing_for_a_week_is_no_longer_kept()
    {
        var snapshot = _first.WithGuests(
            new Dictionary<int, GuestEntry> { [100] = _first.FindGuest(100)! with { MissedPolls = SnapshotBuilder.MaxMissedPolls - 1 } },
            new HashSet<int>());

        var kept = Of(snapshot, 12, builder => builder.Node(Node("pve1", 112)));
        kept.Missing.ShouldHaveSingleItem();
        kept.Forgotten.ShouldBeEmpty();

        var forgotten = Of(kept.Next, 24, builder => builder.Node(Node("pve1", 124)));
        forgotten.Missing.ShouldBeEmpty();
        forgotten.Forgotten.ShouldBe([100]);
        forgotten.Next.Guests.ShouldBeEmpty();
    }

    private static SnapshotDiff Of(ClusterSnapshot previous, double at, Action<SnapshotBuilder> rows)
    {
        var builder = new SnapshotBuilder(previous, RuleSet.Default, Given.At(at));
        rows(builder);
        return builder.Build();
    }

    private static NodeSample Node(string name, long uptime) => new() { Node = name, Status = NodeStatus.Online, Uptime = uptime };

    private static StorageSample Storage(string name, long used) =>
        new() { Node = "pve1", Storage = name, Active = true, Used = used, Total = 10 };
}
