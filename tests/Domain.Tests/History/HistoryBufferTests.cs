using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Domain.Tests.History;

public sealed class HistoryBufferTests
{
    private static readonly EntityId Guest = EntityId.Of(Given.Guest);
    private static readonly EntityId Node = EntityId.Of(Given.Node);

    private readonly Recorded _recorded = new();

    [Fact]
    public void A_minute_has_the_average_and_the_maximum_of_its_polls()
    {
        _recorded.Poll(0, guests: [(Recorded.Guest(100, cpu: 0.2), default)]).Poll(12, guests: [(Recorded.Guest(112, cpu: 0.4), default)])
            .Poll(60, guests: [(Recorded.Guest(160, cpu: 1), default)]);

        var cpu = _recorded.Values(Guest, HistoryMetric.Cpu, 2);
        (cpu[0].Average!.Value, cpu[0].Peak!.Value, cpu[0].Samples).ShouldBe((0.3, 0.4, 2));
        cpu[1].Average.ShouldBe(1);
        _recorded.Values(Node, HistoryMetric.Cpu, 2)[0].Samples.ShouldBe(2);
    }

    [Fact]
    public void A_minute_without_an_answer_is_a_gap()
    {
        _recorded.Poll(0, guests: [(Recorded.Guest(100), default)]).Poll(130, guests: [(Recorded.Guest(230), default)]);

        _recorded.Values(Guest, HistoryMetric.Cpu, 3).Select(minute => minute.Samples).ShouldBe([1, 0, 1]);
    }

    [Fact]
    public void A_row_that_shows_the_same_measurement_again_adds_nothing()
    {
        for (var at = 0; at < 48; at += 12) _recorded.Poll(at, guests: [(Recorded.Guest(uptime: 100 + (at / 24)), default)]);

        _recorded.Values(Guest, HistoryMetric.Cpu, 1)[0].Samples.ShouldBe(2);
    }

    [Fact]
    public void Rows_of_a_node_that_is_offline_or_frozen_add_nothing()
    {
        _recorded.Poll(0, guests: [(Recorded.Guest(100), default)]);
        _recorded.Poll(60, Recorded.Node(60, status: NodeStatus.Offline), guests: [(Recorded.Guest(160), default)]);
        _recorded.Poll(120, guests: [(Recorded.Guest(220), default)]);
        _recorded.Poll(132, guests: [(Recorded.Guest(232), default)]);

        // Its own uptime stays as it was: whatever it says of its guests is old.
        for (var at = 144; at <= 300; at += 12) _recorded.Poll(at, Recorded.Node(132), guests: [(Recorded.Guest(100 + at), default)]);

        var cpu = _recorded.Values(Guest, HistoryMetric.Cpu, 6).Select(minute => minute.Samples).ToArray();
        cpu[1].ShouldBe(0);
        cpu[5].ShouldBe(0);
        _recorded.Values(Node, HistoryMetric.Memory, 6)[5].Samples.ShouldBe(0);
    }

    [Fact]
    public void A_stopped_guest_has_no_values()
    {
        _recorded.Poll(0, guests: [(Recorded.Guest(0, status: GuestStatus.Stopped), default)]);

        _recorded.Buffer.Recent(Guest).ShouldBeNull();
    }

    [Fact]
    public void A_rate_is_by_the_guests_own_clock()
    {
        _recorded.Poll(0, guests: [(Recorded.Guest(100), Counted(1000))]).Poll(14, guests: [(Recorded.Guest(110), Counted(2000))]);

        _recorded.Values(Guest, HistoryMetric.NetIn, 1)[0].Average!.Value.ShouldBe(100, 3);
        _recorded.Values(Guest, HistoryMetric.DiskWrite, 1)[0].Average!.Value.ShouldBe(400, 12);
    }

    [Theory]
    [InlineData(10, 500, "pve1")] // restarted: its uptime begins again
    [InlineData(110, 500, "pve1")] // the counter alone began again
    [InlineData(110, 2000, "pve2")] // on another node another process counts
    public void A_counter_that_begins_again_has_no_rate_until_its_next_row(long uptime, long counter, string node)
    {
        _recorded.Poll(0, guests: [(Recorded.Guest(100), Counted(1000))]);
        _recorded.Poll(12, Recorded.Node(12, node), [(Recorded.Guest(uptime) with { Node = node }, Counted(counter))]);
        _recorded.Values(Guest, HistoryMetric.NetIn, 1)[0].Samples.ShouldBe(0);
        _recorded.Values(Guest, HistoryMetric.Cpu, 1)[0].Samples.ShouldBe(2);

        _recorded.Poll(22, Recorded.Node(22, node), [(Recorded.Guest(uptime + 10) with { Node = node }, Counted(counter + 1000))]);
        _recorded.Values(Guest, HistoryMetric.NetIn, 1)[0].Average!.Value.ShouldBe(100, 3);
    }

    [Theory]
    [InlineData(60, 1)]
    [InlineData(61, 0)]
    public void A_rate_is_not_known_over_a_gap_of_more_than_a_minute(int gap, int samples)
    {
        _recorded.Poll(0, guests: [(Recorded.Guest(100), Counted(1000))]);
        _recorded.Poll(gap, guests: [(Recorded.Guest(100 + gap), Counted(9000))]);

        _recorded.Values(Guest, HistoryMetric.NetIn, 2)[1].Samples.ShouldBe(samples);
    }

    [Theory]
    [InlineData(180, 1)]
    [InlineData(181, 0)]
    public void With_long_periods_the_gap_may_be_three_of_them(int gap, int samples)
    {
        var recorded = new Recorded(TimeSpan.FromSeconds(60)).Poll(0, guests: [(Recorded.Guest(100), Counted(1000))]);
        recorded.Poll(gap, guests: [(Recorded.Guest(100 + gap), Counted(9000))]);

        recorded.Values(Guest, HistoryMetric.NetIn, 4)[3].Samples.ShouldBe(samples);
    }

    [Fact]
    public void A_shared_storage_counts_once_with_its_fullest_row_and_an_inactive_one_not_at_all()
    {
        _recorded.Poll(0, storages:
        [
            new() { Node = "pve1", Storage = "ceph", Shared = true, Active = true, Used = 30, Total = 100 },
            new() { Node = "pve1", Storage = "local", Active = null, Used = 5, Total = 10 },
            new() { Node = "away", Storage = "ceph", Shared = true, Active = true, Used = 90, Total = 100 },
        ]);

        var used = _recorded.Values(EntityId.Storage(Given.Lab, null, "ceph"), HistoryMetric.Disk, 1)[0];
        (Math.Round(used.Average!.Value), used.Samples).ShouldBe((30, 1));
        _recorded.Buffer.Recent(EntityId.Storage(Given.Lab, "pve1", "local")).ShouldBeNull();
    }

    [Fact]
    public void Ten_minutes_are_handed_over_at_once_and_nothing_before()
    {
        for (var at = 0; at < 600; at += 12) _recorded.Poll(at, guests: [(Recorded.Guest(100 + at), default)]);
        _recorded.Chunks.ShouldBeEmpty();

        _recorded.Poll(600, guests: [(Recorded.Guest(700), default)]);

        var chunk = _recorded.Chunks.ShouldHaveSingleItem();
        (chunk.Start, chunk.End).ShouldBe((Given.Start.ToUnixTimeSeconds(), Given.At(600).ToUnixTimeSeconds()));
        _recorded.Values(Guest, HistoryMetric.Cpu, 11).ShouldAllBe(minute => minute.Samples > 0);
    }

    [Fact]
    public void What_ended_is_handed_over_also_without_further_answers_and_what_is_open_when_asked()
    {
        _recorded.Poll(540, guests: [(Recorded.Guest(100), default)]);

        _recorded.Buffer.Advance(Given.At(650)).ShouldNotBeNull().Start.ShouldBe(Given.At(540).ToUnixTimeSeconds());
        _recorded.Poll(660, guests: [(Recorded.Guest(220), default)]);
        _recorded.Buffer.Drain().ShouldNotBeNull().Start.ShouldBe(Given.At(600).ToUnixTimeSeconds());
        _recorded.Buffer.Drain().ShouldBeNull();
    }

    [Fact]
    public void A_cluster_with_too_many_guests_has_a_history_of_as_many_as_the_bound()
    {
        var guests = Enumerable.Range(100, HistoryBuffer.MaxEntities + 7)
            .Select(vmid => (Recorded.Guest(50, vmid: vmid), default(GuestTraffic)));
        _recorded.Poll(0, guests: [.. guests]);

        // The node is one of them.
        _recorded.Buffer.LeftOut.ShouldBe(8);
        _recorded.Buffer.Drain()!.Parts.Sum(part => part.Value.Series.Count).ShouldBe(HistoryBuffer.MaxEntities);
    }

    private static GuestTraffic Counted(long bytes) => new(bytes, bytes * 2, bytes * 3, bytes * 4);
}
