using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Domain.Tests.History;

public sealed class EntityHistoryTests
{
    private static readonly EntityId Guest = EntityId.Of(Given.Guest);
    private static readonly DateTimeOffset Now = Given.At(1830);
    private static readonly HistoryRange Week = HistoryRange.Find("7d")!;

    [Fact]
    public void A_range_ends_with_the_step_that_runs_and_has_few_points()
    {
        foreach (var range in HistoryRange.All)
        {
            var last = range.From(Now) + ((range.Points - 1L) * range.Step);
            (Now.ToUnixTimeSeconds() - last).ShouldBeInRange(0, range.Step - 1);
            range.Points.ShouldBeLessThanOrEqualTo(1500);
        }
    }

    [Fact]
    public void Minutes_that_two_blocks_have_are_added_up_and_others_are_gaps()
    {
        var history = EntityHistory.Of(Guest, HistoryRange.Hour, Now, [
            Block(HistoryResolution.Minutes, 1800, new(50, 50, 1)), Block(HistoryResolution.Minutes, 1800, new(100, 200, 3)),
        ]);

        var cpu = history.Metrics[HistoryMetric.Cpu];
        (Math.Round(cpu[^1].Average!.Value, 9), cpu[^1].Peak, cpu[^1].Samples).ShouldBe((0.35, 0.8, 4));
        cpu[..^1].ShouldAllBe(bucket => bucket.Average == null && bucket.Peak == null);
        history.Metrics.Keys.ShouldBe([HistoryMetric.Cpu]);
    }

    [Fact]
    public void An_hour_that_is_stored_counts_and_one_that_is_not_is_made_of_minutes()
    {
        var history = EntityHistory.Of(Guest, Week, Now, [
            Block(HistoryResolution.Minutes, -3600, new(10, 10, 1)), Block(HistoryResolution.Hours, -3600, new(50, 50, 60)),
            Block(HistoryResolution.Minutes, 1800, new(100, 100, 5)),
        ]);

        history.Metrics[HistoryMetric.Cpu][^2].Samples.ShouldBe(60);
        history.Metrics[HistoryMetric.Cpu][^1].Samples.ShouldBe(5);
    }

    [Fact]
    public void Minutes_are_read_only_after_the_last_stored_day()
    {
        var today = HistoryPeriods.FloorDay(Now.ToUnixTimeSeconds());
        EntityHistory.MinutesFrom(Week, Now, today - HistoryPeriods.Day).ShouldBe(today);
        EntityHistory.MinutesFrom(HistoryRange.Hour, Now, null).ShouldBe(HistoryRange.Hour.From(Now));
        EntityHistory.MinutesFrom(HistoryRange.Find("1y")!, Now, null).ShouldBe(today - (8 * HistoryPeriods.Day));
    }

    [Fact]
    public void Minutes_are_deleted_after_a_day_but_not_before_they_have_become_hours()
    {
        var now = Now.ToUnixTimeSeconds();
        var yesterday = HistoryPeriods.FloorDay(now) - HistoryPeriods.Day;

        HistoryPeriods.DeleteBefore(HistoryResolution.Minutes, Now, yesterday).ShouldBe(now - HistoryPeriods.Day);
        HistoryPeriods.DeleteBefore(HistoryResolution.Minutes, Now, yesterday - (2 * HistoryPeriods.Day))
            .ShouldBe(yesterday - HistoryPeriods.Day);
        HistoryPeriods.DeleteBefore(HistoryResolution.Minutes, Now, null).ShouldBe(now - (8 * HistoryPeriods.Day));
        HistoryPeriods.DeleteBefore(HistoryResolution.Days, Now, yesterday).ShouldBe(now - (366 * HistoryPeriods.Day));
    }

    [Fact]
    public void A_day_becomes_hours_an_hour_after_its_end()
    {
        var day = HistoryPeriods.FloorDay(Now.ToUnixTimeSeconds());
        HistoryPeriods.LastDayDue(DateTimeOffset.FromUnixTimeSeconds(day + HistoryPeriods.Day + 3599)).ShouldBe(day - HistoryPeriods.Day);
        HistoryPeriods.LastDayDue(DateTimeOffset.FromUnixTimeSeconds(day + HistoryPeriods.Day + 3600)).ShouldBe(day);
    }

    [Fact]
    public void The_part_of_an_entity_never_changes_because_it_is_stored()
    {
        HistoryPart.AllOf(Guest).Length.ShouldBe(5);
        foreach (var entities in new[] { 1, 100, 101, 400, 1600, 6400, 20_000 })
            HistoryPart.AllOf(Guest).ShouldContain(HistoryPart.Of(Guest, entities));
        HistoryPart.AllOf(Guest).ShouldBe([0, 65539, 131087, 196671, 262207]);
    }

    private static HistoryBlock Block(HistoryResolution resolution, double at, PackedBucket cpu)
    {
        var series = new HistorySeries(1);
        series.Set(HistoryMetric.Cpu, [cpu]);
        return new(
            resolution, Given.At(at).ToUnixTimeSeconds(), 1, new Dictionary<EntityId, HistorySeries> { [Guest] = series });
    }
}
