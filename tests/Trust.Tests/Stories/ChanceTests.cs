using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Stories;

public sealed class ChanceTests
{
    [Fact]
    public void It_is_SplitMix64_with_its_published_values()
    {
        var chance = new Chance(1234567);
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        foreach (var next in published)
            chance.Unit().ShouldBe((next >> 11) * Math.ScaleB(1, -53));
    }

    [Fact]
    public void A_stream_for_one_purpose_does_not_move_the_others()
    {
        var (chance, other) = (new Chance(1), new Chance(1));
        _ = other.Split("first").Unit() + other.Unit();
        other.Split("second", 3).Unit().ShouldBe(chance.Split("second", 3).Unit());
        chance.Split("second", 3).Unit().ShouldNotBe(chance.Split("second", 4).Unit());
        chance.Split("second").Unit().ShouldNotBe(new Chance(2).Split("second").Unit());
    }

    [Fact]
    public void Durations_are_as_likely_in_each_octave_and_in_whole_milliseconds()
    {
        var chance = new Chance(5);
        var all = Enumerable.Range(0, 16_000).Select(_ => chance.Seconds(1, 16)).ToList();
        all.ShouldAllBe(one => one.TotalSeconds >= 1 && one.TotalSeconds <= 16 && one.Ticks % TimeSpan.TicksPerMillisecond == 0);
        for (var octave = 1; octave < 16; octave *= 2)
            all.Count(one => one.TotalSeconds >= octave && one.TotalSeconds < 2 * octave).ShouldBeInRange(3_700, 4_300);
    }

    [Fact]
    public void What_comes_at_random_comes_as_often_as_its_mean_says()
    {
        var chance = new Chance(6);
        Enumerable.Range(0, 10_000).Average(_ => chance.Until(TimeSpan.FromHours(2)).TotalHours).ShouldBe(2, 0.1);
    }

    [Fact]
    public void Weights_are_kept()
    {
        var chance = new Chance(7);
        var all = Enumerable.Range(0, 10_000).Select(_ => chance.Weighted((1, "rare"), (0, "never"), (3, "often")));
        var drawn = all.CountBy(one => one).ToDictionary();
        drawn.ShouldNotContainKey("never");
        drawn["rare"].ShouldBeInRange(2_300, 2_700);
    }
}
