using Microsoft.Extensions.Time.Testing;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>The same clock for somebody whose waits are the test's only subject: instead of waiting for the clock to go on, each wait moves it.</summary>
/// <param name="clock">What waits move.</param>
/// <param name="read">What tells the time.</param>
internal sealed class JumpingTime(FakeTimeProvider clock, TimeProvider read) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => read.GetUtcNow();

    public override long GetTimestamp() => read.GetTimestamp();

    public override long TimestampFrequency => read.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan) return new Jump();
        ThreadPool.QueueUserWorkItem(_ =>
        {
            clock.Advance(dueTime);
            callback(state);
        });
        return new Jump();
    }

    private sealed class Jump : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
