using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Domain.Tests.Time;

public sealed class SteadyClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Machine _machine = new();
    private readonly SteadyClock _clock;

    public SteadyClockTests() => _clock = new(_machine);

    /// <summary>Each by how much the clock is set, in seconds.</summary>
    public static TheoryData<double> Steps { get; } = [-7200, -10, 60, 365 * 86400, -365 * 86400];

    [Fact]
    public void It_tells_the_time_of_the_machine_while_nobody_sets_that()
    {
        _machine.Pass(TimeSpan.FromDays(3));
        _clock.GetUtcNow().ShouldBe(_machine.Wall);
        _clock.ConsumeStep().ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_clock_that_is_set_moves_nothing_at_that_moment_and_a_minute_by_less_than_a_second(double seconds)
    {
        Look(Second);
        var before = _clock.GetUtcNow();
        _machine.Wall += TimeSpan.FromSeconds(seconds);
        _clock.GetUtcNow().ShouldBe(before);
        for (var i = 0; i < 60; i++) Look(Second);
        (_clock.GetUtcNow() - before - TimeSpan.FromMinutes(1)).Duration().ShouldBeLessThan(Second);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_is_reported_once(double seconds)
    {
        Look(Second);
        _machine.Wall += TimeSpan.FromSeconds(seconds);
        Look(Second);
        var step = _clock.ConsumeStep().ShouldNotBeNull();
        (step.By - TimeSpan.FromSeconds(seconds)).Duration().ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
        (step.Machine - _machine.Wall).Duration().ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < 600; i++)
        {
            Look(Second);
            _clock.ConsumeStep().ShouldBeNull();
        }
    }

    [Fact]
    public void A_difference_of_hours_is_followed_until_it_is_gone()
    {
        Look(Second);
        _machine.Wall -= TimeSpan.FromHours(2);
        Look(Second);
        _clock.ConsumeStep()!.Followed.ShouldBeTrue();
        Look(TimeSpan.FromHours(199));
        _clock.GetUtcNow().ShouldBeGreaterThan(_machine.Wall);
        Look(TimeSpan.FromHours(2));
        _clock.GetUtcNow().ShouldBe(_machine.Wall);
    }

    [Fact]
    public void A_difference_of_a_year_is_not_followed_but_a_drift_from_there_is()
    {
        Look(Second);
        _machine.Wall += TimeSpan.FromDays(365);
        Look(Second);
        _clock.ConsumeStep()!.Followed.ShouldBeFalse();
        Look(TimeSpan.FromDays(30));
        (_machine.Wall - _clock.GetUtcNow()).ShouldBe(TimeSpan.FromDays(365));

        _machine.Wall += TimeSpan.FromSeconds(1.5);
        Look(TimeSpan.FromHours(1));
        (_machine.Wall - _clock.GetUtcNow()).ShouldBe(TimeSpan.FromDays(365));
        _clock.ConsumeStep().ShouldBeNull();
    }

    [Fact]
    public void A_step_that_is_taken_back_leaves_nothing()
    {
        Look(Second);
        _machine.Wall += TimeSpan.FromDays(365);
        Look(Second);
        _machine.Wall -= TimeSpan.FromDays(365);
        Look(Second);
        _clock.ConsumeStep().ShouldBeNull();
        Look(TimeSpan.FromMinutes(10));
        _clock.GetUtcNow().ShouldBe(_machine.Wall);
    }

    [Fact]
    public void What_a_time_service_corrects_is_followed_without_a_word()
    {
        for (var i = 0; i < 100; i++)
        {
            _machine.Wall += TimeSpan.FromSeconds(i % 2 == 0 ? 1.5 : -1.2);
            Look(TimeSpan.FromMinutes(10));
        }

        _clock.ConsumeStep().ShouldBeNull();
        _clock.GetUtcNow().ShouldBe(_machine.Wall);
    }

    [Fact]
    public void A_process_that_is_stopped_between_reading_both_clocks_takes_that_for_no_step()
    {
        Look(Second);
        _machine.StopsForAtWall = TimeSpan.FromSeconds(20);
        Look(Second);
        _machine.StopsForAtWall = TimeSpan.Zero;
        Look(Second);
        _clock.ConsumeStep().ShouldBeNull();
        _clock.GetUtcNow().ShouldBe(_machine.Wall);
    }

    [Theory]
    [InlineData(-7200)]
    [InlineData(-10)]
    public void After_a_restart_it_goes_on_where_the_record_ends(double seconds)
    {
        var newest = _machine.Wall;
        _machine.Wall += TimeSpan.FromSeconds(seconds);
        var next = new SteadyClock(_machine);
        var step = next.ResumeAfter(newest).ShouldNotBeNull();
        (step.By, step.Followed, step.Start).ShouldBe((TimeSpan.FromSeconds(seconds), true, (DateTimeOffset?)next.Start));
        next.GetUtcNow().ShouldBe(newest);
        _machine.Pass(TimeSpan.FromMinutes(1));
        (next.GetUtcNow() - newest).ShouldBeInRange(TimeSpan.FromSeconds(59.4), TimeSpan.FromMinutes(1));
        next.ConsumeStep().ShouldBeNull("it was told at the start");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(365 * 86400)]
    [InlineData(-365 * 86400)]
    public void After_a_restart_a_clock_that_is_ahead_or_far_behind_is_believed(double seconds)
    {
        var newest = _machine.Wall;
        _machine.Wall += TimeSpan.FromSeconds(seconds);
        var next = new SteadyClock(_machine);
        (next.ResumeAfter(newest) is { Followed: false }).ShouldBe(seconds < 0);
        next.GetUtcNow().ShouldBe(_machine.Wall);
    }

    [Fact]
    public void It_never_goes_back_and_never_strays_from_elapsed_time_by_more_than_its_rate()
    {
        var moves = Gen.Select(
            Gen.Double[0, 5000],
            Gen.OneOf(Gen.Const(0.0), Gen.Double[-3, 3], Gen.Double[-20_000, 20_000], Gen.Double[-4e7, 4e7])).Array[1, 60];
        moves.Sample(
            steps =>
            {
                var machine = new Machine();
                var clock = new SteadyClock(machine);
                var before = clock.GetUtcNow();
                foreach (var (passes, sets) in steps)
                {
                    var elapsed = TimeSpan.FromSeconds(passes);
                    machine.Wall += TimeSpan.FromSeconds(sets);
                    machine.Pass(elapsed);
                    var now = clock.GetUtcNow();
                    if (now < before
                        || ((now - before) - elapsed).Duration() > (elapsed * SteadyClock.Rate) + TimeSpan.FromMicroseconds(20))
                        return false;
                    before = now;
                }

                return true;
            },
            iter: 2000);
    }

    [Fact]
    public void Readings_in_quick_succession_lose_nothing()
    {
        var machine = new Machine();
        var clock = new SteadyClock(machine);
        for (var i = 0; i < 100_000; i++)
        {
            machine.Pass(TimeSpan.FromTicks(7));
            clock.GetUtcNow().ShouldBe(machine.Wall.AddTicks(-(machine.Wall.Ticks % TimeSpan.TicksPerMicrosecond)));
        }
    }

    private void Look(TimeSpan after)
    {
        _machine.Pass(after);
        _clock.GetUtcNow();
    }
}
