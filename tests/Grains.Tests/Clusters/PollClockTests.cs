using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Tests.Clusters;

public sealed class PollClockTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Rows_are_as_old_as_the_request_however_long_they_took_to_apply()
    {
        var clock = new PollClock(_time);
        await clock.Ask(() => Waits(5));
        clock.Answered();
        await clock.Ask(() => Waits(20));
        clock.Applied();

        clock.Age.Applied.ShouldBe(TimeSpan.FromSeconds(25));
        clock.Age.Concluded.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_poll_that_asks_again_while_it_asks_waits_since_it_asked_first()
    {
        var clock = new PollClock(_time);
        await clock.Ask(async () =>
        {
            await Waits(5);
            await clock.Ask(() => Waits(5));
            clock.Age.Asking.ShouldBe(TimeSpan.FromSeconds(10));
            return true;
        });

        clock.Age.Asking.ShouldBeNull();
    }

    private Task<bool> Waits(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return Task.FromResult(true);
    }
}
