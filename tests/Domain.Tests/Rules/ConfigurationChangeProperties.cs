namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>A restart with other thresholds: the ledger stays, the ladder is another one.</summary>
public sealed class ConfigurationChangeProperties
{
    private static readonly Gen<ThresholdLadder> AnyOrOff = Gen.Select(ThresholdGens.Instant, Gen.Bool, Gen.Bool)
        .Select((ladder, critical, high) =>
            Given.LadderOf(ladder.Rules[0] with { Enabled = critical }, ladder.Rules[1] with { Enabled = high }));

    [Fact]
    public void Without_new_evidence_nothing_begins_and_nothing_ends() =>
        Gen.Select(ThresholdGens.Any, ThresholdGens.Shares, AnyOrOff).Sample((before, shares, after) =>
        {
            var watch = Watched(before, shares);
            watch.Ladder = after;
            watch.Restart();

            watch.See(null, 10_000).ShouldBeEmpty();
        });

    [Fact]
    public void What_stands_is_not_raised_a_second_time_and_ends_only_at_one_of_its_two_limits() =>
        Gen.Select(ThresholdGens.Instant, ThresholdGens.Shares, AnyOrOff, ThresholdGens.Shares).Sample((before, first, after, then) =>
        {
            var watch = Watched(before, first);
            if (watch.Ledger.Active.Length == 0) return;
            var standing = watch.Ledger.Active.Single();
            var limit = Math.Max(Limit(before, standing.Condition), Limit(after, standing.Condition));
            watch.Ladder = after;
            watch.Restart();

            for (var i = 0; i < then.Length; i++)
            {
                var said = watch.See(then[i], 10_000 + (i * ThresholdGens.Tick));
                said.ShouldNotContain($"+{standing.Condition.ToName()}");
                if (said.Length == 0) continue;
                var harder = said.Any(word => word == "+DISK_CRITICAL");
                (harder || then[i] <= limit).ShouldBeTrue($"{string.Join(' ', said)} at {then[i]}, limit {limit}");
                return;
            }
        });

    [Fact]
    public void A_rule_that_is_switched_off_raises_nothing_and_ends_what_it_raised()
    {
        var disk = new DiskWatch(Given.LadderOf(Given.High));
        disk.See(0.92, 0).ShouldBe(["+DISK_HIGH"]);
        disk.Ladder = Given.LadderOf(Given.High with { Enabled = false });

        disk.See(0.92, 12).ShouldBeEmpty();
        disk.See(0.85, 24).ShouldBe(["-DISK_HIGH"]);
        disk.See(0.99, 36).ShouldBeEmpty();
    }

    [Fact]
    public void A_raised_limit_ends_it_at_the_next_sample_and_says_why()
    {
        var disk = new DiskWatch(Given.LadderOf(Given.High));
        disk.See(0.92, 0);
        disk.Ladder = Given.LadderOf(Given.High with { RaiseAt = 0.98, ClearAt = 0.95 });

        Reason(disk, 0.92).ShouldStartWith("92 % is at or below 95 %, the limit now; it was 85 % when it was raised; it had been above");
    }

    [Fact]
    public void A_lowered_limit_does_not_keep_it_longer_than_it_was_promised()
    {
        var disk = new DiskWatch(Given.LadderOf(Given.High));
        disk.See(0.92, 0);
        disk.Ladder = Given.LadderOf(Given.High with { RaiseAt = 0.90, ClearAt = 0.50 });

        Reason(disk, 0.84).ShouldStartWith("84 % is at or below 85 %, the limit when it was raised; it had been above");
    }

    private static string Reason(DiskWatch disk, double share) =>
        ThresholdWatch.Judge(disk.Ledger, disk.Ladder, null, EntityId.Of(Given.Node), "disk", share, "pve1", Given.At(60)).Ledger.Outbox
        .Single().Reason;

    private static double Limit(ThresholdLadder ladder, ConditionType condition) =>
        ladder.Rules.Single(rule => rule.Condition == condition).ClearAt;

    private static DiskWatch Watched(ThresholdLadder ladder, double?[] shares)
    {
        var watch = new DiskWatch(ladder);
        for (var i = 0; i < shares.Length; i++) watch.See(shares[i], i * ThresholdGens.Tick);
        return watch;
    }
}
