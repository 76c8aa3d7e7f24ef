using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Settings;

public sealed class TierSettingsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_contract() =>
        Enum.GetValues<Tier>().Select(tier => TierSettings.Default.Period(tier).TotalSeconds).ShouldBe([12, 32, 300, 1800]);

    [Fact]
    public void First_ticks_are_spread_evenly_over_one_period_after_the_start_up_delay() =>
        Gen.Select(Gen.Enum<Tier>(), Gen.Int[1, 500]).Sample((tier, count) =>
        {
            var settings = TierSettings.Default;
            var due = Enumerable.Range(0, count).Select(index => settings.FirstDue(tier, index, count)).ToList();

            due[0].ShouldBe(settings.StartupDelay);
            due[^1].ShouldBeLessThan(settings.StartupDelay + settings.Period(tier));
            var step = settings.Period(tier) / count;
            for (var i = 1; i < count; i++) (due[i] - due[i - 1] - step).Duration().ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(1));
        });

    [Fact]
    public void No_cluster_at_all_is_no_division_by_zero() =>
        TierSettings.Default.FirstDue(Tier.Critical, 0, 0).ShouldBe(TimeSpan.FromSeconds(0.5));
}
