using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

public sealed class GuestComparisonTests
{
    private static readonly GuestSample Kept = Poll.Container(100) with { Name = "web", Mem = 500, MaxMem = 1000 };

    [Fact]
    public void Nothing_that_anybody_would_notice() =>
        Compare(Kept with { Uptime = 1012, Cpu = 0.115, Mem = 505, Disk = 505 }).ShouldBe(GuestChange.None);

    [Fact]
    public void What_moved_is_named()
    {
        Compare(Kept with { Status = GuestStatus.Stopped }).ShouldBe(GuestChange.Status | GuestChange.Band | GuestChange.Drift);
        Compare(Kept with { Node = "pve2" }).ShouldBe(GuestChange.Node);
        Compare(Kept with { Lock = "backup" }).ShouldBe(GuestChange.Lock);
        Compare(Kept with { HaState = "started" }).ShouldBe(GuestChange.Ha);
        foreach (var seen in new[] {
            Kept with { Name = "db" }, Kept with { Tags = "a" }, Kept with { Pool = "p" }, Kept with { Template = true } })
            Compare(seen).ShouldBe(GuestChange.Identity);
    }

    [Fact]
    public void A_noticeable_drift_within_a_band_matters_to_nobody_but_the_eye()
    {
        GuestSample[] drifted = [
            Kept with { Cpu = 0.13 }, Kept with { Mem = 520 }, Kept with { Disk = 520 }, Kept with { MaxCpu = 4 },
            Kept with { Cpu = null }];
        foreach (var seen in drifted)
        {
            Compare(seen).ShouldBe(GuestChange.Drift);
            (Compare(seen) & GuestChange.Matters).ShouldBe(GuestChange.None);
        }
    }

    [Fact]
    public void A_container_whose_disk_crosses_an_edge_matters_however_little_it_moved()
    {
        var below = Kept with { Disk = 900 };

        Compare(below, below with { Disk = 901 }, 12).ShouldBe(GuestChange.Band);
        Compare(below with { Kind = GuestKind.Vm }, below with { Kind = GuestKind.Vm, Disk = 901 }, 12).ShouldBe(GuestChange.None);
    }

    [Theory]
    [InlineData(12, GuestChange.None)]
    [InlineData(30, GuestChange.None)]
    [InlineData(31, GuestChange.Drift)]
    public void An_uptime_that_stands_still_is_noticed_after_30_seconds(double age, GuestChange change) =>
    Compare(Kept, Kept, age).ShouldBe(change);

    [Fact]
    public void An_uptime_that_moves_with_the_clock_is_quiet_for_ever_and_a_restart_is_noticed()
    {
        Compare(Kept, Kept with { Uptime = 1000 + 86_400 }, 86_400).ShouldBe(GuestChange.None);
        Compare(Kept, Kept with { Uptime = 3 }, 12).ShouldBe(GuestChange.Drift | GuestChange.Restart);
    }

    [Fact]
    public void A_stopped_guest_is_quiet_for_ever()
    {
        var stopped = Given.Row(GuestStatus.Stopped) with { Uptime = 0 };

        Compare(stopped, stopped, 86_400).ShouldBe(GuestChange.None);
    }

    private static GuestChange Compare(GuestSample seen) => Compare(Kept, seen, 12);

    private static GuestChange Compare(GuestSample kept, GuestSample seen, double age) =>
        GuestComparison.Compare(new(kept, Given.Start, []), seen, RuleSet.Default, Given.At(age));
}
