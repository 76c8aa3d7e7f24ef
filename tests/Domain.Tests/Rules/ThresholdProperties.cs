namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ThresholdProperties
{
    [Fact]
    public void At_most_one_rule_of_a_ladder_stands_and_begins_and_ends_alternate() =>
        Gen.Select(ThresholdGens.Any, ThresholdGens.Shares).Sample((ladder, shares) =>
        {
            var watch = new DiskWatch(ladder);
            var standing = new HashSet<string>();
            for (var i = 0; i < shares.Length; i++)
            {
                foreach (var found in watch.See(shares[i], i * ThresholdGens.Tick))
                {
                    if (found[0] == '+') standing.Add(found[1..]).ShouldBeTrue($"{found} at sample {i} stood already");
                    else standing.Remove(found[1..]).ShouldBeTrue($"{found} at sample {i} did not stand");
                }

                standing.Count.ShouldBeLessThanOrEqualTo(1);
                watch.Standing.Select(condition => condition.ToName()).ShouldBe(standing);
            }
        });

    [Fact]
    public void A_long_enough_low_stretch_leaves_nothing_standing() =>
        Gen.Select(ThresholdGens.Any, ThresholdGens.Shares).Sample((ladder, shares) =>
        {
            var watch = new DiskWatch(ladder);
            for (var i = 0; i < shares.Length; i++) watch.See(shares[i], i * ThresholdGens.Tick);
            for (var i = 0; i < 8; i++) watch.See(0.1, (shares.Length + i) * ThresholdGens.Tick);

            watch.Standing.ShouldBeEmpty();
            watch.Holds.ShouldBeFalse();
        });

    [Fact]
    public void A_long_enough_high_stretch_ends_in_the_hardest_rule() =>
        Gen.Select(ThresholdGens.Any, ThresholdGens.Shares).Sample((ladder, shares) =>
        {
            var watch = new DiskWatch(ladder);
            for (var i = 0; i < shares.Length; i++) watch.See(shares[i], i * ThresholdGens.Tick);
            for (var i = 0; i < 8; i++) watch.See(1.2, (shares.Length + i) * ThresholdGens.Tick);

            watch.Standing.ShouldBe([ladder.Rules[0].Condition]);
        });

    [Fact]
    public void Nothing_flaps_inside_the_gap_of_what_stands() =>
        Gen.Select(ThresholdGens.Any, Gen.Double[0, 1].Array[1, 30], Gen.Bool).Sample((ladder, places, hardest) =>
        {
            var watch = new DiskWatch(hardest ? ladder : Given.LadderOf(ladder.Rules[1]));
            var rule = watch.Ladder.Rules[0];
            for (var i = 0; i < 8; i++) watch.See(1.2, i * ThresholdGens.Tick);
            for (var i = 0; i < places.Length; i++)
            {
                var share = rule.RaiseAt - (places[i] * (rule.RaiseAt - rule.ClearAt));
                if (share > rule.ClearAt) watch.See(share, (8 + i) * ThresholdGens.Tick).ShouldBeEmpty();
            }

            watch.Standing.ShouldBe([rule.Condition]);
        });

    [Fact]
    public void A_quiet_figure_inside_the_gap_raises_nothing() =>
        Gen.Select(ThresholdGens.Any, Gen.Double[0, 1].Array[1, 30]).Sample((ladder, places) =>
        {
            var watch = new DiskWatch(ladder);
            for (var i = 0; i < places.Length; i++)
                watch.See(places[i] * ladder.Rules[^1].RaiseAt, i * ThresholdGens.Tick).ShouldBeEmpty();
        });

    [Fact]
    public void A_restart_at_any_sample_never_raises_again_what_stands() =>
        Gen.Select(ThresholdGens.Any, ThresholdGens.Shares, Gen.Bool.Array[40]).Sample((ladder, shares, restarts) =>
        {
            var watch = new DiskWatch(ladder);
            for (var i = 0; i < shares.Length; i++)
            {
                var stood = watch.Standing.Select(condition => $"+{condition.ToName()}").ToList();
                if (restarts[i]) watch.Restart();
                watch.See(shares[i], i * ThresholdGens.Tick).ShouldNotContain(found => stood.Contains(found));
            }
        });

    [Fact]
    public void Without_holds_a_restart_at_every_sample_changes_nothing_at_all() =>
        Gen.Select(ThresholdGens.Instant, ThresholdGens.Shares).Sample((ladder, shares) =>
        {
            var (steady, restarted) = (new DiskWatch(ladder), new DiskWatch(ladder));
            for (var i = 0; i < shares.Length; i++)
            {
                restarted.Restart();
                restarted.See(shares[i], i * ThresholdGens.Tick).ShouldBe(steady.See(shares[i], i * ThresholdGens.Tick));
            }
        });

    [Fact]
    public void Other_thresholds_alone_neither_raise_nor_clear_while_the_sample_lies_in_both_gaps() =>
        Gen.Select(Gen.Double[0.5, 0.95], Gen.Double[0.001, 0.04].Array[4], Gen.Bool).Sample((share, widths, stands) =>
        {
            var before = Given.LadderOf(Given.High with { RaiseAt = share + widths[0], ClearAt = share - widths[1] });
            var after = Given.LadderOf(Given.High with { RaiseAt = share + widths[2], ClearAt = share - widths[3] });
            var watch = new DiskWatch(before);
            if (stands) watch.See(1, 0);
            watch.See(share, 12).ShouldBeEmpty();

            watch.Ladder = after;
            watch.See(share, 24).ShouldBeEmpty();
            watch.Standing.Any().ShouldBe(stands);
        });

    [Fact]
    public void The_verdict_tells_exactly_what_differs_between_the_states() =>
        Gen.Select(ThresholdGens.Any, ThresholdGens.Shares).Sample((ladder, shares) =>
        {
            var state = new ThresholdState();
            for (var i = 0; i < shares.Length; i++)
            {
                var verdict = ThresholdEvaluator.Evaluate(ladder, state, shares[i], Given.At(i * ThresholdGens.Tick));
                var moved = state.Firing?.Condition != verdict.State.Firing?.Condition;
                verdict.Raised.ShouldBe(moved ? verdict.State.Firing : null);
                verdict.Cleared.ShouldBe(moved ? state.Firing : null);
                verdict.Reason.ShouldNotBeNullOrWhiteSpace();
                if (shares[i] is null) verdict.State.ShouldBe(state);
                state = verdict.State;
            }
        });
}
