using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

/// <summary>Rows without names, and zeros that nobody measured.</summary>
public sealed class LastKnownTests
{
    private static readonly GuestSample Full = new()
    {
        Vmid = 102,
        Kind = GuestKind.Vm,
        Node = "pve3",
        Status = GuestStatus.Running,
        Name = "vm-102",
        Template = false,
        Tags = "web",
        Pool = "shop",
        Uptime = 3600,
        Cpu = 0.1,
        MaxCpu = 2,
        Mem = 1 << 30,
        MaxMem = 4L << 30,
        Disk = 0,
        MaxDisk = 32L << 30,
    };

    private static readonly GuestSample Bare = new() { Vmid = 102, Kind = GuestKind.Vm, Node = "pve3", Status = GuestStatus.Unknown };

    [Fact]
    public void A_bare_row_keeps_what_was_known_and_measures_nothing()
    {
        var seen = Next(Next(Next(ClusterSnapshot.Empty, Full), Bare), Bare).Guests.ShouldHaveSingleItem().Sample;

        (seen.Name, seen.Template, seen.Tags, seen.Pool, seen.MaxMem).ShouldBe(("vm-102", false, "web", "shop", 4L << 30));
        (seen.Status, seen.Cpu, seen.Mem, seen.Uptime).ShouldBe((GuestStatus.Unknown, null, null, null));
    }

    [Fact]
    public void What_is_live_in_a_bare_row_is_newer_than_what_was_known() =>
        Next(Next(ClusterSnapshot.Empty, Full), Bare with { Tags = "db" }).Guests[0].Sample.Tags.ShouldBe("db");

    [Fact]
    public void A_row_that_is_not_bare_says_all_there_is() =>
        Next(Next(ClusterSnapshot.Empty, Full), Full with { Name = null, Tags = null }).Guests[0].Sample
        .ShouldSatisfyAllConditions(row => row.Name.ShouldBeNull(), row => row.Tags.ShouldBeNull());

    [Fact]
    public void Another_kind_of_guest_under_the_same_number_inherits_nothing() =>
        Next(Next(ClusterSnapshot.Empty, Full), Bare with { Kind = GuestKind.Container }).Guests[0].Sample.Name.ShouldBeNull();

    [Theory]
    [InlineData(GuestStatus.Stopped, false)]
    [InlineData(GuestStatus.Running, true)]
    [InlineData(GuestStatus.Paused, true)]
    public void The_zeros_of_a_guest_that_is_stopped_are_no_figures(GuestStatus status, bool measured)
    {
        var seen = Next(ClusterSnapshot.Empty, Full with { Status = status, Cpu = 0, Mem = 0, Uptime = 0, Disk = 0 }).Guests[0].Sample;

        new object?[] { seen.Cpu, seen.Mem, seen.Uptime, seen.Disk, seen.MemoryRatio }.ShouldAllBe(figure => figure != null == measured);
        seen.MaxMem.ShouldNotBeNull();
    }

    private static ClusterSnapshot Next(ClusterSnapshot before, GuestSample row)
    {
        var builder = new SnapshotBuilder(before, RuleSet.Default, Given.At(0));
        builder.Guest(row);
        return builder.Build().Next;
    }
}
