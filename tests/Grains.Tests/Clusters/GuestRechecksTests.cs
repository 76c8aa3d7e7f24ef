using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Tests.Clusters;

public sealed class GuestRechecksTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(GuestStatus.Stopped, null, true)]
    [InlineData(GuestStatus.Running, "snapshot", true)]
    [InlineData(GuestStatus.Running, "suspended", false)]
    [InlineData(GuestStatus.Running, null, false)]
    public void What_a_silent_node_left_open_is_looked_at_once_it_is_heard_again(GuestStatus status, string? held, bool due)
    {
        foreach (var away in new[] { NodeStatus.Offline, NodeStatus.Unknown })
        {
            var rechecks = new GuestRechecks();
            rechecks.Due(Answer(0, NodeStatus.Online, status, held)).ShouldBeEmpty();
            rechecks.Due(Answer(12, away, status, held)).ShouldBeEmpty();
            rechecks.Due(Answer(24, NodeStatus.Online, status, held)).ShouldBe(due ? [(100, false)] : []);
            rechecks.Due(Answer(36, NodeStatus.Online, status, held)).ShouldBeEmpty("once is enough");
        }
    }

    [Fact]
    public void A_node_that_is_frozen_and_moves_again_is_heard_again()
    {
        var rechecks = new GuestRechecks();
        rechecks.Due(Answer(0, NodeStatus.Online, GuestStatus.Stopped, null, frozen: true)).ShouldBeEmpty();
        rechecks.Due(Answer(12, NodeStatus.Online, GuestStatus.Stopped, null)).ShouldBe([(100, false)]);
    }

    private static ClusterSnapshot Answer(int at, NodeStatus node, GuestStatus status, string? held, bool frozen = false)
    {
        var now = Start.AddSeconds(at);
        var guest = new GuestSample { Vmid = 100, Kind = GuestKind.Vm, Node = "pve1", Status = status, Lock = held };
        var pulse = new NodePulse(1000 + at, now, now, frozen);
        return new(now, [new(guest, now, [])], [new(new() { Node = "pve1", Status = node, Uptime = 1000 + at }, now, [], pulse)], []);
    }
}
