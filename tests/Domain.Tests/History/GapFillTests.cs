using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.History;

public sealed class GapFillTests
{
    private static readonly long Start = Given.Start.ToUnixTimeSeconds();
    private static readonly EntityId Guest = EntityId.Of(Given.Guest);
    private static readonly ClusterSnapshot Small = Of(guests: 3);

    [Fact]
    public void A_gap_begins_after_the_last_stored_minute_and_ends_before_the_monitors_own()
    {
        Find(Start, 310).ShouldBe((Start, Start + 300));
        Find(Start + 300, 310).ShouldBeNull();
        Find(0, 7200).ShouldBe((Start + 5400, Start + 7200), "Proxmox keeps half an hour");
        Find(null, 7200).ShouldBeNull("without a history there is no gap");
        Find(Start - 100_000, 0).ShouldBe((Start - 1800, Start));
    }

    [Fact]
    public void Of_a_large_cluster_only_as_much_is_asked_for_as_can_be_read_at_once()
    {
        var (from, to) = Find(0, 3600, guests: 600)!.Value;

        to.ShouldBe(Start + 3600);
        ((to - from) / 10 * 600 * 14).ShouldBeInRange(1, GapFill.MaxValues);
        Find(0, 3600, guests: 20_000).ShouldBeNull();
    }

    [Fact]
    public void What_Proxmox_recorded_since_the_first_poll_counts_too_because_the_answer_has_it()
    {
        Find(0, 7200, waited: 600).ShouldBe((Start + 6000, Start + 7200));
        Find(0, 7200, waited: 1800).ShouldBeNull();
        Find(0, 3600, guests: 600, waited: 180).ShouldBeNull("all that may be asked for is newer than the gap");
    }

    [Fact]
    public void Records_become_minutes_of_nodes_guests_and_storages_in_blocks_that_end_at_whole_ten_minutes()
    {
        var from = Start + 480;
        MetricRecord[] records =
        [
            new(from + 10, "qemu/100", "cpu_current", 0.2), new(from + 20, "qemu/100", "cpu_current", 0.6),
            new(from + 190, "qemu/100", "cpu_current", 1), new(from + 10, "node/pve1", "cpu_iowait", 0.5),
            new(from + 10, "storage/pve1/local", "disk_used", 1000), new(from + 10, "storage/pve1/ceph", "disk_used", 10),
            new(from + 10, "storage/pve2/ceph", "disk_used", 9999),
        ];

        var chunk = GapFill.Fill(Given.Lab, records, (from, from + 240), Small).ShouldNotBeNull();

        var cpu = Values(chunk, Guest, HistoryMetric.Cpu);
        cpu[from].ShouldBe((0.4, 0.6, 2));
        cpu[from + 180].Samples.ShouldBe(1);
        cpu.Count.ShouldBe(2);
        chunk.Parts.ShouldAllBe(part => part.Value.Start / 600 == (part.Value.End - 1) / 600);
        Values(chunk, EntityId.Of(Given.Node), HistoryMetric.IoWait)[from].Average.ShouldBe(0.5);
        Values(chunk, EntityId.Storage(Given.Lab, "pve1", "local"), HistoryMetric.Disk)[from].Average.ShouldBe(1000, 1);
        Values(chunk, EntityId.Storage(Given.Lab, null, "ceph"), HistoryMetric.Disk)[from].ShouldBe((10, 10, 1));
    }

    [Fact]
    public void A_total_is_kept_only_in_minutes_in_which_something_was_in_use()
    {
        MetricRecord[] records =
        [
            new(Start + 10, "qemu/100", "mem_total", 100), new(Start + 10, "qemu/100", "disk_total", 100),
            new(Start + 70, "qemu/100", "mem_total", 100), new(Start + 70, "qemu/100", "mem_used", 50),
            new(Start + 10, "qemu/101", "mem_total", 100),
        ];

        var chunk = GapFill.Fill(Given.Lab, records, (Start, Start + 120), Small).ShouldNotBeNull();

        Values(chunk, Guest, HistoryMetric.MemoryTotal).Keys.ShouldBe([Start + 60]);
        Values(chunk, Guest, HistoryMetric.DiskTotal).ShouldBeEmpty();
        chunk.Parts.ShouldAllBe(part => part.Value.Series.Count == 1, "a stopped guest has no history");
    }

    [Fact]
    public void Counters_become_rates_and_one_that_begins_again_has_none()
    {
        MetricRecord[] records =
        [
            new(Start + 20, "lxc/100", "net_in", 3000), new(Start, "lxc/100", "net_in", 1000), new(Start + 10, "lxc/100", "net_in", 2000),
            new(Start + 70, "lxc/100", "net_in", 50), new(Start + 80, "lxc/100", "net_in", 1050),
        ];

        var rates = Values(GapFill.Fill(Given.Lab, records, (Start, Start + 120), Small)!, Guest, HistoryMetric.NetIn);

        (rates[Start].Samples, rates[Start + 60].Samples).ShouldBe((2, 1));
        rates[Start].Average.ShouldBe(100, 3);
        rates[Start + 60].Average.ShouldBe(100, 3);
    }

    [Theory]
    [InlineData("qemu/abc", "cpu_current")]
    [InlineData("sdn/zone", "cpu_current")]
    [InlineData("node/pve1/x", "cpu_current")]
    [InlineData("qemu/100", "cpu_avg1")]
    [InlineData("qemu/100", "cpu_iowait")]
    public void What_is_not_known_and_what_lies_outside_the_gap_is_left_out(string id, string metric)
    {
        GapFill.Fill(Given.Lab, [new(Start + 10, id, metric, 0.5)], (Start, Start + 60), Small).ShouldBeNull();
        GapFill.Fill(Given.Lab, [new(Start + 60, "qemu/100", "cpu_current", 0.5)], (Start, Start + 60), Small).ShouldBeNull();
    }

    private static Dictionary<long, (double Average, double Peak, int Samples)> Values(
        HistoryChunk chunk, EntityId entity, HistoryMetric metric)
    {
        var values = new Dictionary<long, (double, double, int)>();
        foreach (var (_, block) in chunk.Parts)
        {
            if (block.Series.GetValueOrDefault(entity)?[metric] is not { } column) continue;
            for (var i = 0; i < column.Length; i++)
            {
                if (column[i].Unpack(metric) is { Samples: > 0 } bucket)
                    values[block.Start + (i * 60)] = (Math.Round(bucket.Average!.Value, 2), Math.Round(bucket.Maximum, 2), bucket.Samples);
            }
        }

        return values;
    }

    private static (long From, long To)? Find(long? lastEnd, double at, int guests = 3, double waited = 0) =>
        GapFill.Find(lastEnd, Of(guests, at), Given.At(at + waited));

    private static ClusterSnapshot Of(int guests, double at = 0)
    {
        var builder = new SnapshotBuilder(ClusterSnapshot.Empty, RuleSet.Default, Given.At(at));
        for (var vmid = 100; vmid < 100 + guests; vmid++) builder.Guest(Given.Row(GuestStatus.Running, vmid));
        builder.Storage(new() { Node = "pve2", Storage = "ceph", Shared = true });
        builder.Storage(new() { Node = "pve1", Storage = "ceph", Shared = true });
        return builder.Build().Next;
    }
}
