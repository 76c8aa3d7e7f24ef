using Microsoft.Extensions.Time.Testing;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>A clock that only the player moves, and that knows when its next timer is due.</summary>
internal sealed class VirtualClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Watched> _timers = [];
    private long _changes;

    /// <summary>Grows whenever somebody begins or ceases to wait.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>From now to the next timer's moment; null where nothing waits.</summary>
    public TimeSpan? NextDue()
    {
        var now = GetUtcNow();
        lock (_gate)
        {
            var due = _timers.Select(timer => timer.DueAt).Where(at => at > now && at < DateTimeOffset.MaxValue).ToList();
            return due.Count == 0 ? null : due.Min() - now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Watched(this, base.CreateTimer(callback, state, dueTime, period));
        timer.Set(dueTime);
        lock (_gate) _timers.Add(timer);
        Interlocked.Increment(ref _changes);
        return timer;
    }

    private void Forget(Watched timer)
    {
        lock (_gate) _timers.Remove(timer);
        Interlocked.Increment(ref _changes);
    }

    private sealed class Watched(VirtualClock clock, ITimer inner) : ITimer
    {
        public DateTimeOffset DueAt { get; private set; }

        public void Set(TimeSpan due) => DueAt = due < TimeSpan.Zero ? DateTimeOffset.MaxValue : clock.GetUtcNow() + due;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Set(dueTime);
            Interlocked.Increment(ref clock._changes);
            return inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            clock.Forget(this);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock.Forget(this);
            return inner.DisposeAsync();
        }
    }
}
