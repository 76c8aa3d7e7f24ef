using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Tests.Clusters;

public sealed class PendingDeliveriesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);

    private readonly PendingDeliveries _pending = new();

    [Fact]
    public void What_a_guest_could_not_be_told_of_happened_since_the_row_before_its_first_change()
    {
        _pending.Add(Answer(12, GuestChange.Status));
        _pending.AddFailed(100, GuestChange.Status);
        _pending.Add(Answer(480, GuestChange.Restart));

        _pending.Begin(Seen(480)).LastGoodAt.ShouldBe(Start, "it stopped eight minutes before its grain could be told");
    }

    [Fact]
    public void What_it_is_told_of_at_once_happened_since_the_latest_row()
    {
        _pending.Add(Answer(480, GuestChange.Status));
        _pending.Begin(Seen(480)).LastGoodAt.ShouldBe(Start.AddSeconds(468));

        _pending.Remove(100);
        _pending.Add(Answer(960, GuestChange.Status));
        _pending.Begin(Seen(960)).LastGoodAt.ShouldBe(Start.AddSeconds(948), "what it has heard counts no more");
    }

    [Fact]
    public void What_a_guest_looks_into_still_happened_since_the_row_before_it()
    {
        _pending.Add(Answer(12, GuestChange.Status));
        _pending.Remove(100, settled: false);
        _pending.Begin(Seen(24)).LastGoodAt.ShouldBe(Start);

        _pending.Remove(100, settled: true);
        _pending.Begin(Seen(36)).LastGoodAt.ShouldBe(Start.AddSeconds(24));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_stop_from_before_the_monitor_started_is_as_old_when_its_guest_can_be_told(bool failed)
    {
        var before = Start.AddMinutes(-30);
        _pending.Begin(Seen(0) with { LastGoodAt = before });
        if (failed) _pending.AddFailed(100, GuestChange.FirstSight);
        else _pending.Remove(100, settled: false);

        _pending.Begin(Seen(120)).LastGoodAt.ShouldBe(before);
    }

    [Fact]
    public void A_change_that_does_not_matter_moves_nothing()
    {
        _pending.Add(Answer(12, GuestChange.None));

        _pending.Begin(Seen(480)).LastGoodAt.ShouldBe(Start.AddSeconds(468));
    }

    [Theory, InlineData(false, true), InlineData(true, false)]
    public void Only_what_fails_by_the_monitors_own_fault_is_overdue(bool asking, bool overdue)
    {
        for (var i = 0; i < 3; i++) _pending.AddFailed(100, GuestChange.Status, asking);

        _pending.IsOverdue.ShouldBe(overdue);
        _pending.Contains(100).ShouldBeTrue("it is told again either way");
    }

    private static GuestSample Row() => new() { Vmid = 100, Kind = GuestKind.Vm, Node = "pve1", Status = GuestStatus.Stopped };

    private static GuestObservation Seen(int at) =>
        new(Row(), Start.AddSeconds(at), NodeStatus.Online, Crowded: false, Start.AddSeconds(at - 12));

    private static SnapshotDiff Answer(int at, GuestChange change)
    {
        var now = Start.AddSeconds(at);
        var guest = new GuestEntry(Row(), now, []);
        var node = new NodeEntry(
            new() { Node = "pve1", Status = NodeStatus.Online }, now, [], new(1000 + at, now, now.AddSeconds(-12), Frozen: false));
        return new(new(now, [guest], [node], []), [new(guest, change)], []);
    }
}
