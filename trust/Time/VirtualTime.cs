namespace OrleansMonitor.Trust.Time;

/// <summary>
/// A clock that only its driver advances, in whole milliseconds, from timer to timer. Callbacks run on the thread pool in the order of
/// their due times.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(VirtualTimer Timer, int Setting), (long At, long Order)> _due = new();
    private long _now = start.ToUnixTimeMilliseconds();
    private long _order;

    /// <summary>Milliseconds since 1970.</summary>
    public long Milliseconds => Interlocked.Read(ref _now);

    /// <summary>How many timers fired.</summary>
    public long Wakes { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);

    public override long GetTimestamp() => Milliseconds * TimeSpan.TicksPerMillisecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Advances to the next timer and runs it; if none is due by the given time, advances to that time and returns false.
    /// </summary>
    public bool Advance(DateTimeOffset until)
    {
        var latest = until.ToUnixTimeMilliseconds();
        lock (_gate)
        {
            while (_due.TryPeek(out var next, out var key))
            {
                if (!next.Timer.Is(next.Setting))
                {
                    _due.Dequeue();
                    continue;
                }

                if (key.At > latest) break;
                _now = Math.Max(_now, key.At);
                while (_due.TryPeek(out next, out key) && key.At <= _now)
                {
                    _due.Dequeue();
                    if (next.Timer.Is(next.Setting)) Fire(next.Timer);
                }

                return true;
            }

            _now = Math.Max(_now, latest);
            return false;
        }
    }

    private void Fire(VirtualTimer timer)
    {
        Wakes++;
        timer.Fired();
        ThreadPool.UnsafeQueueUserWorkItem(static fired => fired.Run(), timer, preferLocal: false);
    }

    private void Plan(VirtualTimer timer, int setting, TimeSpan due) =>
        _due.Enqueue((timer, setting), (_now + (long)Math.Ceiling(due.TotalMilliseconds), _order++));

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private int _setting;
        private bool _disposed;

        public bool Is(int setting) => _setting == setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                if (_disposed) return false;
                _setting++;
                _period = period;
                if (dueTime >= TimeSpan.Zero) time.Plan(this, _setting, dueTime);
                return true;
            }
        }

        public void Fired()
        {
            _setting++;
            if (_period > TimeSpan.Zero) time.Plan(this, _setting, _period);
        }

        public void Run()
        {
            if (_context is null) callback(state);
            else ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).Call(), this);
        }

        public void Dispose()
        {
            lock (time._gate) (_disposed, _setting) = (true, _setting + 1);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Call() => callback(state);
    }
}
