using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>How fast a destination is sent messages.</summary>
public sealed class TokenBucketTests
{
    private static readonly RateLimit Two = new(Burst: 2, TimeSpan.FromSeconds(5));

    [Fact]
    public void A_burst_goes_at_once_and_the_rest_one_per_period()
    {
        var bucket = default(TokenBucket);
        var waits = new List<double>();
        var now = Given.Start;
        for (var message = 0; message < 5; message++)
        {
            var wait = bucket.Wait(Two, now);
            waits.Add(wait.TotalSeconds);
            now += wait;
            bucket = bucket.Take(Two, now);
        }

        waits.ShouldBe([0, 0, 5, 5, 5]);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    public void A_period_later_one_more_may_go(double seconds, double wait) =>
        Emptied().Wait(Two, Given.At(seconds)).ShouldBe(TimeSpan.FromSeconds(wait));

    [Fact]
    public void After_a_rest_the_burst_is_whole_and_no_larger()
    {
        var bucket = Emptied().Take(Two, Given.At(3600)).Take(Two, Given.At(3600));

        bucket.Wait(Two, Given.At(3600)).ShouldBe(Two.Period);
    }

    [Fact]
    public void A_message_that_did_not_wait_leaves_no_debt() =>
        Emptied().Take(Two, Given.Start).Take(Two, Given.Start).Wait(Two, Given.At(5)).ShouldBe(TimeSpan.Zero);

    [Fact]
    public void A_clock_that_is_set_back_holds_messages_for_one_period_at_most() =>
        Emptied().Wait(Two, Given.At(-3600)).ShouldBe(Two.Period);

    [Fact]
    public void Without_a_limit_nothing_waits() => Emptied().Take(null, Given.Start).Wait(null, Given.Start).ShouldBe(TimeSpan.Zero);

    private static TokenBucket Emptied() => default(TokenBucket).Take(Two, Given.Start).Take(Two, Given.Start);
}
