using Microsoft.Extensions.Time.Testing;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>A fake clock that tells when somebody begins to wait on it.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly SemaphoreSlim _waits = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero) _waits.Release();
        return timer;
    }

    /// <summary>Completes when somebody has begun to wait since the last call.</summary>
    public async Task Waiting() =>
        (await _waits.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeTrue("nobody waits on the clock");

    /// <summary>Moves on, and again for each new wait, until a task is over; answers how much time that took.</summary>
    public async Task<TimeSpan> AdvanceUntil(Task over, TimeSpan step)
    {
        var began = GetUtcNow();
        while (true)
        {
            Advance(step);
            (GetUtcNow() - began).ShouldBeLessThan(TimeSpan.FromMinutes(2), "what was to end goes on");
            var waiting = Waiting();
            if (await Task.WhenAny(over, waiting) == waiting)
            {
                await waiting;
                continue;
            }

            // The wait that was waited for has not begun yet, or is still to be seen by the next call: it is given back.
            _waits.Release();
            await waiting;
            return GetUtcNow() - began;
        }
    }
}
