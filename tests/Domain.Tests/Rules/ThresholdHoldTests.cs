namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ThresholdHoldTests
{
    [Fact]
    public void Cpu_fires_at_the_third_sample_above_and_clears_at_85()
    {
        var cpu = new DiskWatch(Given.Cpu);

        cpu.See(0.96, 0).ShouldBeEmpty();
        cpu.See(0.97, 32).ShouldBeEmpty();
        cpu.See(0.99, 64).ShouldBe(["+CPU_HIGH"]);
        cpu.See(0.86, 96).ShouldBeEmpty();
        cpu.See(0.85, 128).ShouldBe(["-CPU_HIGH"]);
    }

    [Fact]
    public void A_sample_at_the_threshold_breaks_the_hold()
    {
        var cpu = new DiskWatch(Given.Cpu);
        cpu.See(0.96, 0);
        cpu.See(0.96, 32);
        cpu.See(0.95, 64);

        cpu.Holds.ShouldBeFalse();
        cpu.See(0.96, 96).ShouldBeEmpty();
        cpu.See(0.96, 128).ShouldBeEmpty();
        cpu.See(0.96, 160).ShouldBe(["+CPU_HIGH"]);
    }

    [Fact]
    public void No_data_neither_serves_nor_breaks_a_hold()
    {
        var cpu = new DiskWatch(Given.Cpu);
        cpu.See(0.96, 0);
        cpu.See(0.96, 32);

        cpu.See(null, 64).ShouldBeEmpty();
        cpu.See(0.96, 96).ShouldBe(["+CPU_HIGH"]);
    }

    [Fact]
    public void A_restart_begins_a_hold_again_and_forgets_nothing_that_stands()
    {
        var cpu = new DiskWatch(Given.Cpu);
        cpu.See(0.96, 0);
        cpu.See(0.96, 32);
        cpu.Restart();

        cpu.See(0.96, 64).ShouldBeEmpty();
        cpu.See(0.96, 96);
        cpu.See(0.96, 128).ShouldBe(["+CPU_HIGH"]);
        cpu.Restart();
        cpu.See(0.96, 160).ShouldBeEmpty();
    }

    [Fact]
    public void For_holds_until_its_time_has_passed()
    {
        var disk = new DiskWatch(Given.LadderOf(Given.High with { For = TimeSpan.FromSeconds(60) }));

        disk.See(0.91, 0).ShouldBeEmpty();
        disk.See(0.91, 59).ShouldBeEmpty();
        disk.See(0.91, 60).ShouldBe(["+DISK_HIGH"]);
    }

    [Fact]
    public void Keep_firing_stands_until_the_figure_was_low_for_that_long_and_then_clears()
    {
        var disk = new DiskWatch(Given.LadderOf(Given.High with { KeepFiringFor = TimeSpan.FromSeconds(60) }));
        disk.See(0.91, 0);

        disk.See(0.5, 12).ShouldBeEmpty();
        disk.See(0.5, 71).ShouldBeEmpty();
        disk.See(0.5, 72).ShouldBe(["-DISK_HIGH"]);
        disk.Holds.ShouldBeFalse();
    }

    [Fact]
    public void Keep_firing_begins_again_when_the_figure_rises_above_the_clear_level()
    {
        var disk = new DiskWatch(Given.LadderOf(Given.High with { KeepFiringFor = TimeSpan.FromSeconds(60) }));
        disk.See(0.91, 0);
        disk.See(0.5, 12);
        disk.See(0.86, 60);

        disk.See(0.5, 72).ShouldBeEmpty();
        disk.See(0.5, 131).ShouldBeEmpty();
        disk.See(0.5, 132).ShouldBe(["-DISK_HIGH"]);
    }

    [Fact]
    public void A_milder_rule_fires_while_a_harder_one_serves_its_hold()
    {
        var disk = new DiskWatch(Given.LadderOf(Given.Critical with { ForSamples = 3 }, Given.High));

        disk.See(0.96, 0).ShouldBe(["+DISK_HIGH"]);
        disk.See(0.96, 12).ShouldBeEmpty();
        disk.See(0.96, 24).ShouldBe(["-DISK_HIGH", "+DISK_CRITICAL"]);
    }

    [Fact]
    public void A_figure_that_swings_between_two_rules_serves_the_milder_hold()
    {
        var disk = new DiskWatch(Given.LadderOf(Given.Critical with { ForSamples = 3 }, Given.High with { ForSamples = 3 }));

        disk.See(0.96, 0).ShouldBeEmpty();
        disk.See(0.92, 12).ShouldBeEmpty();
        disk.See(0.96, 24).ShouldBe(["+DISK_HIGH"]);
    }

    [Fact]
    public void A_step_down_needs_no_hold()
    {
        var disk = new DiskWatch(Given.LadderOf(Given.Critical, Given.High with { ForSamples = 5 }));
        disk.See(0.96, 0);

        disk.See(0.88, 12).ShouldBe(["-DISK_CRITICAL", "+DISK_HIGH"]);
    }
}
