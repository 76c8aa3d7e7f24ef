using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Trust.Tests.Time;

public sealed class ReminderTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_wait_with_a_fraction_of_a_millisecond_left_ends_on_a_clock_that_nobody_advances()
    {
        var time = new ReminderTime(new FakeTimeProvider(Start));
        var due = Start.AddTicks(1);

        Enumerable.Range(0, 1_000).Any(_ => time.GetUtcNow() >= due).ShouldBeTrue();
    }

    [Fact]
    public void Few_calls_cost_no_time()
    {
        var machine = new FakeTimeProvider(Start);
        var time = new ReminderTime(machine);

        Enumerable.Range(0, 50).Select(_ => time.GetUtcNow()).ShouldAllBe(now => now == Start);
        machine.Advance(TimeSpan.FromSeconds(12));
        time.GetUtcNow().ShouldBe(Start.AddSeconds(12));
    }
}
