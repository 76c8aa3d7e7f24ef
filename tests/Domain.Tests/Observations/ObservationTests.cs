using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Observations;

public sealed class ObservationTests
{
    [Theory]
    [InlineData(1L, 4L, 0.25)]
    [InlineData(0L, 4L, 0.0)]
    [InlineData(5L, 4L, 1.25)]
    [InlineData(1L, 0L, null)]
    [InlineData(1L, -1L, null)]
    [InlineData(null, 4L, null)]
    [InlineData(1L, null, null)]
    public void A_share_needs_both_figures_and_a_whole(long? used, long? total, double? share) => Ratio.Of(used, total).ShouldBe(share);

    [Fact]
    public void Only_a_running_container_tells_of_its_disk()
    {
        var row = Given.Row(GuestStatus.Running, kind: GuestKind.Container) with { Disk = 1, MaxDisk = 2 };

        row.DiskRatio.ShouldBe(0.5);
        (row with { Status = GuestStatus.Stopped }).DiskRatio.ShouldBeNull();
        (row with { Kind = GuestKind.Vm }).DiskRatio.ShouldBeNull();
    }

    [Fact]
    public void An_inactive_storage_tells_no_share()
    {
        var row = new StorageSample { Node = "pve1", Storage = "nfs", Active = true, Used = 1, Total = 2 };

        row.UsedRatio.ShouldBe(0.5);
        (row with { Active = false }).UsedRatio.ShouldBeNull();
        (row with { Active = null }).UsedRatio.ShouldBeNull();
    }

    [Theory]
    [InlineData("OK", false)]
    [InlineData("WARNINGS: 3", false)]
    [InlineData("VM is locked (backup)", true)]
    [InlineData("", true)]
    [InlineData(null, false)]
    public void A_task_failed_once_it_ended_with_anything_but_ok_or_warnings(string? status, bool failed) =>
        new PveTask("UPID:x", "pve1", "qmstart", "100", "root@pam", Given.Start, Given.At(1), status).Failed.ShouldBe(failed);

    [Fact]
    public void A_running_task_has_not_failed() =>
        new PveTask("UPID:x", "pve1", "qmstart", "100", "root@pam", Given.Start, null, "boom").Failed.ShouldBeFalse();

    [Theory]
    [InlineData(PollState.Waiting, NodeStatus.Online, Freshness.Unknown)]
    [InlineData(PollState.Ok, NodeStatus.Online, Freshness.Fresh)]
    [InlineData(PollState.Ok, NodeStatus.Offline, Freshness.Stale)]
    [InlineData(PollState.Ok, NodeStatus.Unknown, Freshness.Stale)]
    [InlineData(PollState.Failing, NodeStatus.Online, Freshness.Stale)]
    [InlineData(PollState.Unreachable, NodeStatus.Online, Freshness.Stale)]
    public void Rows_are_fresh_only_where_the_cluster_answers_and_the_node_is_online(
    PollState reach, NodeStatus node, Freshness freshness) =>
        (ClusterHeader.Waiting with { State = reach }).FreshnessOn(node).ShouldBe(freshness);
}
