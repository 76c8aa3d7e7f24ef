namespace OrleansMonitor.Domain.Tests.Observations;

/// <summary>Whether a node's data moves, each node by its own pace.</summary>
public sealed class NodePulseTests
{
    private const long Booted = 864_000;

    [Theory, InlineData(120, true), InlineData(24, false)]
    public void Figures_that_are_hidden_from_then_on_end_no_freeze_and_begin_none(double still, bool frozen)
    {
        var pulse = NodePulse.Update(null, Row(5000), Given.Start);
        pulse = NodePulse.Update(pulse, Row(5010), Given.At(12));
        for (var at = 24.0; at <= still; at += 12) pulse = NodePulse.Update(pulse, Row(5010), Given.At(at));
        NodeSample bare = new() { Node = "pve1", Status = NodeStatus.Online };
        for (var at = still + 12; at < still + 600; at += 12) pulse = NodePulse.Update(pulse, bare, Given.At(at), hidden: true);

        pulse.Frozen.ShouldBe(frozen);
        NodePulse.Update(pulse, Row(6000), Given.At(still + 700)).Frozen.ShouldBeFalse("it moves");
    }

    [Fact]
    public void A_steady_pace_never_counts_as_frozen_and_a_freeze_is_told_within_a_few_rounds() =>
        Gen.Select(Gen.Int[10, 115], Gen.Int[2, 40], Gen.Int[0, 114], Gen.Int[0, 4]).Sample((round, poll, phase, cache) =>
        {
            NodePulse? pulse = null;
            var random = new Random((round * 1000) + poll);
            for (var at = 0; at < 40 * (round + poll); at += poll)
            {
                pulse = NodePulse.Update(pulse, Row(Published(at - random.Next(cache + 1), round, phase)), Given.At(at));
                pulse.Value.Frozen.ShouldBeFalse($"at {at} s, {round} s a round, a poll each {poll} s, {pulse}");
            }

            var (last, uptime) = (pulse!.Value, pulse.Value.Uptime);
            var since = (last.ReadAt - Given.Start).TotalSeconds;
            var told = Enumerable.Range(1, 1000)
                .First(i => (pulse = NodePulse.Update(pulse, Row(uptime), Given.At(since + (i * poll)))).Value.Frozen) * poll;
            told.ShouldBeLessThanOrEqualTo((int)Math.Max(30, 2.5 * round) + (2 * poll) + cache);
            told.ShouldBeLessThanOrEqualTo(300 + (2 * poll));
        });

    [Fact]
    public void Two_rounds_between_two_polls_whose_rows_differ_in_age_are_no_round_of_twice_the_length()
    {
        var pulse = NodePulse.Update(null, Row(5000), Given.Start);
        pulse = NodePulse.Update(pulse, Row(5020), Given.At(17));
        pulse = NodePulse.Update(pulse, Row(5060), Given.At(34));

        pulse.Pace.ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(1500, 1800, -300)]
    [InlineData(24, 624, -600)]
    [InlineData(24, 34, -24)]
    public void The_row_of_first_sight_was_measured_when_the_uptime_says(double moves, long jump, double good)
    {
        var pulse = NodePulse.Update(null, Row(5000), Given.Start);
        for (var at = 12.0; at < moves; at += 12) pulse = NodePulse.Update(pulse, Row(5000), Given.At(at));
        var moved = NodePulse.Update(pulse, Row(5000 + jump), Given.At(moves));

        moved.GoodBefore(Given.At(moves)).ShouldBe(Given.At(good), "one that had stood still for long shows how long");
    }

    [Theory]
    [InlineData(40, 60, false)]
    [InlineData(40, 76, true)]
    [InlineData(400, 436, true)]
    public void A_node_that_may_have_rebooted_while_nothing_was_read_has_time_for_its_first_cycle(double back, double until, bool frozen)
    {
        var pulse = NodePulse.Update(null, Row(5000), Given.At(-12));
        pulse = NodePulse.Update(pulse, Row(5012), Given.Start);
        for (var at = back; at <= until; at += 12) pulse = NodePulse.Update(pulse, Row(5012), Given.At(at));

        pulse.Frozen.ShouldBe(frozen);
    }

    [Fact]
    public void That_a_node_is_away_at_first_sight_is_no_sign_of_life()
    {
        var away = NodePulse.Update(null, new() { Node = "pve1", Status = NodeStatus.Offline }, Given.Start);
        var back = NodePulse.Update(away, Row(20), Given.At(60));

        away.MovedAt.ShouldBe(default);
        back.MovedAt.ShouldBe(Given.At(60));
        back.GoodAt.ShouldBe(default);
        back.RebootedAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, 120)]
    [InlineData(10.0, 30)]
    public void A_node_of_which_nothing_is_known_at_first_sight_is_frozen_once_it_has_had_time_to_publish(double? pace, int borne)
    {
        NodeSample unknown = new() { Node = "pve1", Status = NodeStatus.Unknown };
        var first = NodePulse.Update(null, unknown, Given.Start, pace: pace is { } known ? TimeSpan.FromSeconds(known) : null);

        first.IsFrozen.ShouldBeNull("it may have just booted");
        NodePulse.Update(first, Row(20), Given.At(15)).IsFrozen.ShouldBe(null);
        var later = Enumerable.Range(1, borne / 10)
            .Aggregate(first, (pulse, look) => NodePulse.Update(pulse, unknown, Given.At(look * 10)));
        later.Frozen.ShouldBeFalse();
        NodePulse.Update(later, unknown, Given.At(borne + 10)).Frozen.ShouldBeTrue();
    }

    [Fact]
    public void At_the_usual_pace_30_seconds_are_borne()
    {
        var pulse = Steady(10, 12, until: 120);

        pulse.FrozenAfter.ShouldBe(TimeSpan.FromSeconds(30));
        Still(pulse, 24).Frozen.ShouldBeFalse();
        Still(pulse, 24, 36).Frozen.ShouldBeTrue();
    }

    [Fact]
    public void A_pace_that_is_not_known_yet_is_borne_for_two_minutes_and_one_that_is_kept_counts_at_once()
    {
        NodePulse Fresh(TimeSpan? pace) => NodePulse.Update(null, Row(Booted), Given.Start, pace: pace);

        Still(Fresh(null), 60, 120).Frozen.ShouldBeFalse();
        Still(Fresh(null), 60, 120, 132).Frozen.ShouldBeTrue();
        Still(Fresh(TimeSpan.FromSeconds(10)), 12, 24, 36).Frozen.ShouldBeTrue();
        Still(Fresh(TimeSpan.FromSeconds(45)), 12, 24, 36, 48, 60, 108).Frozen.ShouldBeFalse();
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(20, false)]
    [InlineData(31, true)]
    [InlineData(32, true)]
    [InlineData(45, true)]
    [InlineData(90, true)]
    public void Slow_is_what_takes_more_than_30_seconds(int round, bool slow) => Steady(round, 12, until: 20 * round).IsSlow.ShouldBe(slow);

    [Fact]
    public void A_pace_that_turns_slow_is_told_once_at_most_and_one_that_turns_quick_is_forgotten()
    {
        var pulse = Steady(10, 12, until: 120);
        var (told, before) = (0, false);
        for (var at = 132; at < 3000; at += 12)
        {
            pulse = NodePulse.Update(pulse, Row(Booted + 120 + ((at - 120) / 60 * 60)), Given.At(at));
            if (pulse.Frozen && !before) told++;
            before = pulse.Frozen;
        }

        told.ShouldBe(1);
        pulse.IsSlow.ShouldBe(true);
        for (var at = 3000; at < 3240; at += 12) pulse = NodePulse.Update(pulse, Row(Booted + at), Given.At(at));
        pulse.FrozenAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Polls_that_were_missed_teach_no_pace()
    {
        var pulse = Steady(10, 12, until: 120);

        pulse = NodePulse.Update(pulse, Row(Booted + 720), Given.At(720));

        pulse.FrozenAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_row_that_flips_back_is_no_move()
    {
        var pulse = Steady(10, 12, until: 120);
        var flipped = NodePulse.Update(pulse, Row(pulse.Uptime - 10), Given.At(122));

        (flipped.MovedAt, flipped.GoodAt, flipped.Uptime).ShouldBe((pulse.MovedAt, pulse.GoodAt, pulse.Uptime));
        flipped.GoodBefore(Given.At(122)).ShouldBe(Given.At(120));
    }

    [Fact]
    public void In_slow_rounds_guests_are_told_of_later_than_their_node()
    {
        var pulse = Steady(45, 12, until: 900);

        pulse.GoodBefore(pulse.MovedAt.AddSeconds(1)).ShouldBe(pulse.MovedAt.AddSeconds(-35));
        pulse.GoodBefore(pulse.MovedAt).ShouldBe(pulse.GoodAt.AddSeconds(-35));
    }

    // recorded-field/quiet-incident-explains-a-crash-110: back at 14:12:36, its first round after 14:12:45, frozen told at 14:12:44.
    [Fact]
    public void A_node_that_returns_begins_anew()
    {
        var pulse = Steady(10, 12, until: 120);
        var uptime = pulse.Uptime;
        for (var at = 132; at < 900; at += 12)
            pulse = NodePulse.Update(pulse, new() { Node = "pve3", Status = NodeStatus.Offline }, Given.At(at));
        var goodBefore = pulse.GoodBefore(Given.At(912));

        var back = NodePulse.Update(pulse, Row(uptime), Given.At(912));
        (back.Frozen, back.IsFrozen).ShouldBe((false, null), "its row is from before it went");
        back.GoodBefore(Given.At(912)).ShouldBe(goodBefore, "when its data was last good is not forgotten");
        Still(back, 924, 936, 948).IsFrozen.ShouldBe(true, "it never published again");
        NodePulse.Update(back, Row(9), Given.At(924)).IsFrozen.ShouldBe(false);
        NodePulse.Update(back, Row(9), Given.At(924)).RebootedAt.ShouldBeNull("it was seen to go");
    }

    [Fact]
    public void Uptime_that_begins_anew_is_a_reboot_and_rows_that_flip_back_are_none() =>
        Gen.Select(Gen.Int[10, 90], Gen.Int[2, 14], Gen.Int[20, 200]).Sample((round, poll, down) =>
        {
            NodePulse? pulse = null;
            var random = new Random(round + (poll * 100));
            var (end, reboots) = (20 * round, new HashSet<DateTimeOffset>());
            for (var at = 0; at < end + down + (20 * round); at += poll)
            {
                var seen = at - random.Next(5);
                long uptime = Math.Max(5, (seen - end - down) / round * round);
                if (seen < end + down + 10) uptime = Published(Math.Min(seen, end), round, 0);
                pulse = NodePulse.Update(pulse, Row(uptime), Given.At(at));
                if (pulse.Value.RebootedAt is { } rebooted) reboots.Add(rebooted);
            }

            reboots.Count.ShouldBe(1, $"{round} s a round, a poll each {poll} s");
        });

    private static long Published(int at, int round, int phase) => Booted + 1000 + ((at + phase) / round * round);

    private static NodePulse Steady(int round, int poll, int until)
    {
        NodePulse? pulse = null;
        for (var at = 0; at <= until; at += poll) pulse = NodePulse.Update(pulse, Row(Booted + (at / round * round)), Given.At(at));
        return pulse!.Value;
    }

    private static NodePulse Still(NodePulse pulse, params int[] at)
    {
        var from = pulse.ReadAt;
        var first = at[0] >= (from - Given.Start).TotalSeconds ? Given.Start : from;
        foreach (var seconds in at) pulse = NodePulse.Update(pulse, Row(pulse.Uptime), first.AddSeconds(seconds));
        return pulse;
    }

    private static NodeSample Row(long? uptime) => new() { Node = "pve3", Status = NodeStatus.Online, Uptime = uptime };
}
