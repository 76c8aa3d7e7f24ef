using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Hosting.Composition;

namespace OrleansMonitor.Hosting.Tests;

public sealed class LoneMembershipClockTests
{
    [Theory]
    [InlineData(100, 0)]
    [InlineData(99, 10)]
    [InlineData(1000, 1)]
    public void The_timer_that_samples_ten_times_a_second_never_fires_and_all_others_do(int periodMs, int fired)
    {
        var time = new FakeTimeProvider();
        var (clock, count, period) = (new LoneMembershipClock(time), 0, TimeSpan.FromMilliseconds(periodMs));
        using var timer = clock.CreateTimer(_ => count++, null, period, period);

        for (var ms = 0; ms < 1000; ms++) time.Advance(TimeSpan.FromMilliseconds(1));

        count.ShouldBe(fired);
    }

    [Fact]
    public void It_tells_the_time_of_the_clock()
    {
        var time = new FakeTimeProvider();
        var clock = new LoneMembershipClock(time);
        time.Advance(TimeSpan.FromHours(1));

        clock.GetUtcNow().ShouldBe(time.GetUtcNow());
        clock.GetTimestamp().ShouldBe(time.GetTimestamp());
        clock.TimestampFrequency.ShouldBe(time.TimestampFrequency);
    }
}
