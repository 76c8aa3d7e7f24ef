using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

public sealed class SnapshotProperties
{
    private static readonly Gen<GuestSample> Row = Gen.Select(
        Gen.Int[100, 112], Gen.OneOf(GuestStatus.Running, GuestStatus.Stopped, GuestStatus.Unknown), Gen.Int[0, 20],
        Gen.OneOf("pve1", "pve2"), Gen.Int[0, 3])
        .Select((vmid, status, disk, node, held) =>
            Given.Row(status, vmid, GuestKind.Container, node, held == 0 ? "backup" : null) with { Disk = disk * 5, MaxDisk = 100 });

    /// <summary>Polls in a row; a VMID may be lacking, new, or repeated within one answer.</summary>
    private static readonly Gen<GuestSample[][]> Polls = Row.Array[0, 16].Array[1, 8];

    [Fact]
    public void What_moved_and_what_was_missed_applied_to_the_snapshot_before_make_the_next() =>
        Polls.Sample(polls => Play(polls, (before, rows, diff) =>
        {
            var applied = before.Guests.ToDictionary(entry => entry.Sample.Vmid);
            foreach (var delta in diff.Changes) applied[delta.Entry.Sample.Vmid] = delta.Entry;
            foreach (var entry in diff.Missing) applied[entry.Sample.Vmid] = entry;

            diff.Next.Guests.Select(entry => entry.Sample.Vmid).ShouldBeUnique();
            diff.Next.Guests.Length.ShouldBe(applied.Count);
            diff.Next.Guests.ShouldAllBe(entry => ReferenceEquals(applied[entry.Sample.Vmid], entry));
        }));

    [Fact]
    public void The_next_snapshot_says_of_each_guest_what_its_last_row_said() =>
        Polls.Sample(polls => Play(polls, (before, rows, diff) =>
        {
            foreach (var last in rows.GroupBy(row => row.Vmid).Select(same => same.Last()))
            {
                var entry = diff.Next.FindGuest(last.Vmid).ShouldNotBeNull();
                (entry.Sample.Status, entry.Sample.Node, entry.Sample.Lock, entry.MissedPolls).ShouldBe(
                    (last.Status, last.Node, last.Lock, 0));
                RuleSet.Default.Band(Metric.GuestDisk, entry.Sample.DiskRatio)
                    .ShouldBe(RuleSet.Default.Band(Metric.GuestDisk, last.DiskRatio));
            }

            var seen = rows.Select(row => row.Vmid).ToHashSet();
            diff.Missing.Select(entry => entry.Sample.Vmid).Order()
                .ShouldBe(before.Guests.Select(entry => entry.Sample.Vmid).Where(vmid => !seen.Contains(vmid)).Order());
            diff.Missing.ShouldAllBe(entry => entry.MissedPolls == before.FindGuest(entry.Sample.Vmid)!.MissedPolls + 1);
        }));

    [Fact]
    public void The_order_of_the_rows_does_not_matter() =>
        Polls.SelectMany(polls => Gen.Shuffle(Distinct(polls[^1])).Select(shuffled => (polls, shuffled))).Sample((polls, shuffled) =>
        {
            var before = Play(polls[..^1], (_, _, _) => { });
            var (one, other) = (Poll.Of(before, 1000, Distinct(polls[^1])), Poll.Of(before, 1000, shuffled));

            Essence(one.Next.Guests).ShouldBe(Essence(other.Next.Guests));
            one.Changes.Select(delta => (delta.Entry.Sample.Vmid, delta.Change)).Order()
                .ShouldBe(other.Changes.Select(delta => (delta.Entry.Sample.Vmid, delta.Change)).Order());
            Essence(one.Missing).ShouldBe(Essence(other.Missing));
        });

    [Fact]
    public void The_same_answer_again_shares_every_entry_in_any_order() =>
        Polls.SelectMany(polls => Gen.Shuffle(Distinct(polls[^1])).Select(shuffled => (polls, shuffled))).Sample((polls, shuffled) =>
        {
            var before = Poll.Of(Play(polls[..^1], (_, _, _) => { }), 1000, Distinct(polls[^1])).Next;
            var diff = Poll.Of(before, 1000, shuffled);

            diff.Changes.ShouldBeEmpty();
            shuffled.ShouldAllBe(row => ReferenceEquals(diff.Next.FindGuest(row.Vmid), before.FindGuest(row.Vmid)));
        });

    private static ClusterSnapshot Play(GuestSample[][] polls, Action<ClusterSnapshot, GuestSample[], SnapshotDiff> look)
    {
        var snapshot = ClusterSnapshot.Empty;
        for (var i = 0; i < polls.Length; i++)
        {
            var diff = Poll.Of(snapshot, i * 12, polls[i]);
            look(snapshot, polls[i], diff);
            snapshot = diff.Next;
        }

        return snapshot;
    }

    private static GuestSample[] Distinct(GuestSample[] rows) => [.. rows.DistinctBy(row => row.Vmid)];

    private static IEnumerable<(GuestSample Sample, int Missed)> Essence(IEnumerable<GuestEntry> entries) =>
        entries.OrderBy(entry => entry.Sample.Vmid).Select(entry => (entry.Sample, entry.MissedPolls));
}
