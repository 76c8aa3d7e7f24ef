using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

public sealed class SnapshotBuilderTests
{
    private readonly ClusterSnapshot _first =
        Poll.Of(ClusterSnapshot.Empty, 0, Poll.Container(100), Poll.Container(101), Poll.Container(102)).Next;

    [Theory, InlineData(GuestStatus.Running), InlineData(GuestStatus.Stopped)]
    public void What_a_guest_was_before_is_known_though_its_rows_told_nothing_for_a_while(GuestStatus before)
    {
        var snapshot = Poll.Of(ClusterSnapshot.Empty, 0, Given.Row(before)).Next;
        foreach (var (status, at) in new[] {
            (GuestStatus.Unknown, 300), (GuestStatus.Unknown, 312), (GuestStatus.Stopped, 324), (GuestStatus.Stopped, 336) })
            snapshot = Poll.Of(snapshot, at, Given.Row(status)).Next;

        snapshot.Guests.ShouldHaveSingleItem().Before.ShouldBe(before);
    }

    [Theory]
    [InlineData(NodeStatus.Offline, GuestStatus.Stopped)]
    [InlineData(NodeStatus.Online, GuestStatus.Running)]
    public void What_others_showed_of_a_guest_while_its_node_was_away_is_not_what_it_was_before(NodeStatus seenOn, GuestStatus before)
    {
        var snapshot = Answer(ClusterSnapshot.Empty, 0, NodeStatus.Online, GuestStatus.Running);
        snapshot = Answer(snapshot, 12, NodeStatus.Online, GuestStatus.Stopped);
        snapshot = Answer(snapshot, 24, seenOn, GuestStatus.Running);
        snapshot = Answer(snapshot, 36, NodeStatus.Online, GuestStatus.Running);
        snapshot = Answer(snapshot, 48, NodeStatus.Online, GuestStatus.Stopped);

        // Stopped, then running by an old row: it has not run since.
        (snapshot.Guests.ShouldHaveSingleItem().Before == GuestStatus.Running).ShouldBe(before == GuestStatus.Running);
    }

    [Fact]
    public void A_run_that_its_node_shows_anew_is_one()
    {
        var snapshot = Answer(ClusterSnapshot.Empty, 0, NodeStatus.Online, GuestStatus.Stopped);
        snapshot = Answer(snapshot, 24, NodeStatus.Offline, GuestStatus.Running, uptime: 500);
        snapshot = Answer(snapshot, 36, NodeStatus.Online, GuestStatus.Running, uptime: 5);
        Answer(snapshot, 48, NodeStatus.Online, GuestStatus.Stopped).Guests.ShouldHaveSingleItem().Before.ShouldBe(GuestStatus.Running);
    }

    // Guests are listed before their nodes.
    private static ClusterSnapshot Answer(ClusterSnapshot previous, double at, NodeStatus node, GuestStatus guest, long? uptime = null)
    {
        var builder = new SnapshotBuilder(previous, RuleSet.Default, Given.At(at));
        builder.Guest(Given.Row(guest) with { Uptime = guest == GuestStatus.Running ? uptime ?? 1000 + (long)at : 0 });
        builder.Node(new() { Node = "pve1", Status = node, Uptime = 5000 + (long)at });
        return builder.Build().Next;
    }

    [Fact]
    public void Everything_is_new_at_first_sight()
    {
        var diff = Poll.Of(ClusterSnapshot.Empty, 0, Poll.Container(100), Poll.Container(101));

        diff.Changes.Select(delta => (delta.Entry.Sample.Vmid, delta.Change))
            .ShouldBe([(100, GuestChange.FirstSight), (101, GuestChange.FirstSight)]);
        diff.Missing.ShouldBeEmpty();
        diff.Next.Guests.Select(entry => entry.Sample.Vmid).ShouldBe([100, 101]);
        diff.Next.At.ShouldBe(Given.Start);
    }

    [Fact]
    public void Quiet_guests_share_their_entries()
    {
        var diff = Poll.Of(_first, 12, Poll.Container(100, 12), Poll.Container(101, 12), Poll.Container(102, 12));

        diff.Changes.ShouldBeEmpty();
        foreach (var (before, after) in _first.Guests.Zip(diff.Next.Guests)) after.ShouldBeSameAs(before);
    }

    [Fact]
    public void Only_what_moved_is_told_and_keeps_its_conditions()
    {
        var standing =
            new ActiveCondition(ConditionType.DiskHigh, EntityId.Of(new GuestId(Given.Lab, 101)), Severity.Error, Given.Start, "full");
        var entry = _first.FindGuest(101)! with { Conditions = [standing] };
        var known = _first.WithGuests(new Dictionary<int, GuestEntry> { [101] = entry }, new HashSet<int>());

        var diff = Poll.Of(known, 12, Poll.Container(100, 12), Poll.Container(101, 12) with { Lock = "backup" }, Poll.Container(102, 12));

        var delta = diff.Changes.ShouldHaveSingleItem();
        (delta.Entry.Sample.Vmid, delta.Change, delta.Entry.SampledAt).ShouldBe((101, GuestChange.Lock, Given.At(12)));
        delta.Entry.Conditions.ShouldBe([standing]);
        diff.Next.FindGuest(101).ShouldBeSameAs(delta.Entry);
    }

    [Fact]
    public void A_guest_that_the_answer_lacks_stays_and_counts_what_it_missed()
    {
        var once = Poll.Of(_first, 12, Poll.Container(100, 12), Poll.Container(102, 12));
        var twice = Poll.Of(once.Next, 24, Poll.Container(100, 24), Poll.Container(102, 24));

        once.Missing.ShouldHaveSingleItem().MissedPolls.ShouldBe(1);
        twice.Missing.ShouldHaveSingleItem().MissedPolls.ShouldBe(2);
        twice.Next.FindGuest(101)!.Sample.ShouldBe(_first.FindGuest(101)!.Sample);
        twice.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void A_missed_guest_that_is_back_is_told_and_counts_from_zero()
    {
        var missed = Poll.Of(_first, 12, Poll.Container(100, 12), Poll.Container(102, 12)).Next;
        var back = Poll.Of(missed, 24, Poll.Container(100, 24), Poll.Container(101, 24), Poll.Container(102, 24));

        back.Changes.ShouldHaveSingleItem().Entry.Sample.Vmid.ShouldBe(101);
        back.Next.FindGuest(101)!.MissedPolls.ShouldBe(0);
        (back.Changes[0].Change & GuestChange.Matters).ShouldNotBe(GuestChange.None);
    }

    [Theory]
    [InlineData(GuestStatus.Stopped)]
    [InlineData(GuestStatus.Running)]
    public void What_the_first_row_after_a_gap_tells_came_after_the_last_one_before_it(GuestStatus status)
    {
        var next = Poll.Of(_first, 12, Row(102, 12)).Next;
        next = Poll.Of(next, 24, Row(102, 24)).Next;
        next = Poll.Of(next, 36, Row(101, 36, status), Row(102, 36)).Next;
        next.FindGuest(101)!.SeenBefore(Given.At(30)).ShouldBe(_first.At);
        next.FindGuest(102)!.SeenBefore(Given.At(30)).ShouldBe(Given.At(30), "it was listed all along");

        next = Poll.Of(next, 48, Row(101, 48, status)).Next;
        next.FindGuest(101)!.SeenBefore(Given.At(30)).ShouldBe(_first.At, "what the first row told may be looked into still");
        next.FindGuest(101)!.SeenBefore(Given.At(40))
            .ShouldBe(status == GuestStatus.Stopped ? _first.At : Given.At(40), "one that runs was listed again by then");
        next = Poll.Of(next, 60, Row(101, 60)).Next;
        next.FindGuest(101)!.SeenBefore(Given.At(61)).ShouldBe(Given.At(61));

        static GuestSample Row(int vmid, double at, GuestStatus status = GuestStatus.Running) =>
            Poll.Container(vmid, at) with { Status = status };
    }

    [Theory]
    [InlineData(GuestStatus.Unknown)]
    [InlineData(GuestStatus.Transient)]
    public void What_follows_rows_that_tell_nothing_came_after_the_last_that_did(GuestStatus nothing)
    {
        var next = Poll.Of(ClusterSnapshot.Empty, 0, Given.Row(GuestStatus.Running)).Next;
        next = Poll.Of(next, 12, Given.Row(GuestStatus.Running)).Next;
        foreach (var at in new[] { 24, 240 }) next = Poll.Of(next, at, Given.Row(nothing)).Next;
        var stopped = Poll.Of(next, 252, Given.Row(GuestStatus.Stopped)).Next;

        stopped.FindGuest(100)!.SeenBefore(Given.At(240)).ShouldBe(Given.At(12));
        var runs = Poll.Of(stopped, 264, Given.Row(GuestStatus.Running)).Next;
        Poll.Of(runs, 300, Given.Row(GuestStatus.Stopped)).Next.FindGuest(100)!.SeenBefore(Given.At(288)).ShouldBe(Given.At(288));
    }

    [Fact]
    public void The_last_of_repeated_rows_counts()
    {
        var stopped = Given.Row(GuestStatus.Stopped, 100, GuestKind.Container);
        var diff = Poll.Of(_first, 12, Poll.Container(100, 12), stopped, Poll.Container(101, 12));

        diff.Next.Guests.Select(entry => entry.Sample.Vmid).Order().ShouldBe([100, 101, 102]);
        diff.Next.FindGuest(100)!.Sample.Status.ShouldBe(GuestStatus.Stopped);
        diff.Changes.ShouldHaveSingleItem().Entry.ShouldBeSameAs(diff.Next.FindGuest(100));
        diff.Missing.ShouldHaveSingleItem().Sample.Vmid.ShouldBe(102);
    }

    [Fact]
    public void A_repeated_row_that_ends_quiet_is_no_change()
    {
        var stopped = Given.Row(GuestStatus.Stopped, 100, GuestKind.Container);
        var diff = Poll.Of(_first, 12, stopped, Poll.Container(100, 12), Poll.Container(101, 12), Poll.Container(102, 12));

        diff.Changes.ShouldBeEmpty();
        diff.Next.FindGuest(100).ShouldBeSameAs(_first.FindGuest(100));
    }

    [Fact]
    public void A_new_guest_that_is_repeated_is_told_once()
    {
        var diff = Poll.Of(ClusterSnapshot.Empty, 0, Poll.Container(100), Poll.Container(100, disk: 0.7));

        diff.Changes.ShouldHaveSingleItem().Entry.Sample.DiskRatio.ShouldBe(0.7);
        diff.Next.Guests.ShouldHaveSingleItem();
    }

    [Fact]
    public void Nodes_keep_their_conditions_and_storages_are_taken_as_they_are()
    {
        var standing = new ActiveCondition(ConditionType.DiskHigh, EntityId.Of(Given.Node), Severity.Error, Given.Start, "full");
        var node = new NodeSample { Node = "pve1", Status = NodeStatus.Online };
        var before = ClusterSnapshot.Empty.WithNodes([new(node, Given.Start, [standing], default)]);
        var builder = new SnapshotBuilder(before, RuleSet.Default, Given.At(12));
        builder.Node(node with { Status = NodeStatus.Offline });
        builder.Node(node with { Node = "pve2" });
        builder.Storage(new() { Node = "pve1", Storage = "local" });
        var next = builder.Build().Next;

        next.FindNode("pve1")!.Conditions.ShouldBe([standing]);
        next.FindNode("pve1")!.Sample.Status.ShouldBe(NodeStatus.Offline);
        next.FindNode("pve2")!.Conditions.ShouldBeEmpty();
        next.FindNode("pve3").ShouldBeNull();
        next.Storages.ShouldHaveSingleItem().Storage.ShouldBe("local");
    }

    [Fact]
    public void Replacing_and_removing_guests_leaves_the_others_and_the_snapshot_before_as_they_were()
    {
        var replaced = _first.FindGuest(101)! with { MissedPolls = 7 };
        var after = _first.WithGuests(new Dictionary<int, GuestEntry> { [101] = replaced }, new HashSet<int> { 102 });

        after.Guests.ShouldBe([_first.FindGuest(100)!, replaced]);
        after.FindGuest(102).ShouldBeNull();
        _first.FindGuest(102).ShouldNotBeNull();
        _first.WithGuests(new Dictionary<int, GuestEntry>(), new HashSet<int>()).ShouldBeSameAs(_first);
    }
}
