using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Hosting.Logging;

namespace OrleansMonitor.Hosting.Tests.Logging;

/// <summary>How repeated lines are held back.</summary>
public sealed class LogThrottleTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_key_has_one_line_a_period_which_tells_how_many_were_held()
    {
        var throttle = new LogThrottle(_time, Period);

        throttle.MayLog("a", out var held).ShouldBeTrue();
        held.ShouldBe(0);
        for (var i = 0; i < 7; i++) throttle.MayLog("a", out _).ShouldBeFalse();
        throttle.MayLog("b", out _).ShouldBeTrue();
        _time.Advance(Period);
        throttle.MayLog("a", out held).ShouldBeTrue();
        held.ShouldBe(7);
    }

    [Fact]
    public void Beyond_its_capacity_further_keys_share_one_line()
    {
        var throttle = new LogThrottle(_time, Period, capacity: 3);

        Enumerable.Range(0, 1000).Count(i => throttle.MayLog($"key {i}", out _)).ShouldBe(4);
        _time.Advance(Period);
        throttle.MayLog("key 999", out _).ShouldBeTrue();
    }
}
