namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ThresholdLadderTests
{
    private readonly DiskWatch _disk = new(Given.Disk);

    [Theory]
    [InlineData(0.90, "")]
    [InlineData(0.9001, "+DISK_HIGH")]
    [InlineData(0.95, "+DISK_HIGH")]
    [InlineData(0.9501, "+DISK_CRITICAL")]
    [InlineData(0.96, "+DISK_CRITICAL")]
    [InlineData(1.2, "+DISK_CRITICAL")]
    public void Raises_strictly_above_and_only_the_most_severe(double share, string found) =>
        string.Join(' ', _disk.See(share, 0)).ShouldBe(found);

    [Fact]
    public void At_96_percent_exactly_one_violation_stands_and_it_is_critical()
    {
        _disk.See(0.96, 0);

        var active = _disk.Ledger.Active.ShouldHaveSingleItem();
        active.Condition.ShouldBe(ConditionType.DiskCritical);
        active.Severity.ShouldBe(Severity.Critical);
        active.Value.ShouldBe(0.96);
        active.Since.ShouldBe(Given.Start);
        active.Reason.ShouldBe("96 % is above 95 %");
    }

    [Theory]
    [InlineData(0.8501, "")]
    [InlineData(0.85, "-DISK_HIGH")]
    [InlineData(0.84, "-DISK_HIGH")]
    public void Clears_at_or_below_the_clear_level(double share, string found)
    {
        _disk.See(0.91, 0);

        string.Join(' ', _disk.See(share, 12)).ShouldBe(found);
    }

    [Fact]
    public void A_step_up_clears_the_milder_and_raises_the_harder()
    {
        _disk.See(0.92, 0);

        _disk.See(0.96, 12).ShouldBe(["-DISK_HIGH", "+DISK_CRITICAL"]);
    }

    [Fact]
    public void Critical_stays_within_its_gap_steps_down_above_the_milder_clear_level_and_clears_below()
    {
        _disk.See(0.96, 0).ShouldBe(["+DISK_CRITICAL"]);

        _disk.See(0.93, 12).ShouldBeEmpty();
        _disk.See(0.89, 24).ShouldBe(["-DISK_CRITICAL", "+DISK_HIGH"]);
        _disk.See(0.84, 36).ShouldBe(["-DISK_HIGH"]);
    }

    [Fact]
    public void Critical_clears_without_a_step_when_the_figure_falls_below_all()
    {
        _disk.See(0.97, 0);

        _disk.See(0.5, 12).ShouldBe(["-DISK_CRITICAL"]);
    }

    [Fact]
    public void Only_new_violations_emit()
    {
        _disk.See(0.96, 0);

        _disk.See(0.97, 12).ShouldBeEmpty();
        _disk.See(0.99, 24).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    public void No_data_clears_nothing_and_raises_nothing(double? share)
    {
        _disk.See(share, 0).ShouldBeEmpty();
        _disk.See(0.96, 12);

        _disk.See(share, 24).ShouldBeEmpty();
        _disk.Standing.ShouldBe([ConditionType.DiskCritical]);
    }

    [Theory]
    [InlineData(Metric.NodeDisk, 0.91, "DISK_HIGH")]
    [InlineData(Metric.NodeMemory, 0.86, "RAM_HIGH")]
    [InlineData(Metric.NodeMemory, 0.96, "RAM_CRITICAL")]
    [InlineData(Metric.StorageUse, 0.91, "STORAGE_HIGH")]
    [InlineData(Metric.StorageUse, 0.96, "STORAGE_CRITICAL")]
    [InlineData(Metric.GuestDisk, 0.96, "DISK_CRITICAL")]
    public void The_default_rules_are_those_of_the_contract(Metric metric, double share, string condition)
    {
        var watch = new DiskWatch(RuleSet.Default.Ladders[metric]);

        watch.See(share, 0).ShouldBe([$"+{condition}"]);
    }

    [Fact]
    public void A_threshold_finding_carries_the_share_its_node_and_when_it_began()
    {
        var found = ThresholdWatch.Judge(
            ConditionLedger.Empty, Given.Disk, null, EntityId.Of(Given.Node), "Root disk of lab/pve1", 0.96, "pve1",
            Given.Start).Ledger.Outbox.Single();

        found.IsThreshold.ShouldBeTrue();
        found.Node.ShouldBe("pve1");
        found.Title.ShouldBe("Root disk of lab/pve1 reached 96 %");
        found.Details["value"].ShouldBe("0.96");
        found.Since.ShouldBe(Given.Start);
    }
}
