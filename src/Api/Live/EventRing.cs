using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Api.Live;

/// <summary>
/// A ring buffer of the newest events, with a signal for readers that wait for more. Safe for many readers and one writer.
/// </summary>
internal sealed class EventRing(int capacity)
{
    private readonly Lock _lock = new();
    private readonly MonitorEvent[] _events = new MonitorEvent[capacity];
    private readonly ChangeSignal _added = new();
    private int _first;
    private int _count;
    private long _head;

    /// <summary>The newest sequence known.</summary>
    public long Head
    {
        get
        {
            lock (_lock) return _head;
        }
    }

    /// <summary>Starts after a sequence.</summary>
    public void StartAfter(long sequence)
    {
        lock (_lock) _head = sequence;
    }

    public void Add(IReadOnlyList<MonitorEvent> batch)
    {
        lock (_lock)
        {
            foreach (var e in batch)
            {
                if (e.Sequence <= _head) continue;
                _head = e.Sequence;
                _events[(_first + _count) % capacity] = e;
                if (_count < capacity) _count++;
                else _first = (_first + 1) % capacity;
            }
        }

        _added.Set();
    }

    /// <summary>
    /// The events after a sequence; null if the ring no longer holds them and the store must be read; or none, and a task that completes
    /// when there may be more.
    /// </summary>
    public (IReadOnlyList<MonitorEvent>? Events, Task More) After(long sequence)
    {
        lock (_lock)
        {
            if (sequence >= _head) return ([], _added.Next);
            if (_count == 0 || sequence + 1 < At(0).Sequence) return (null, Task.CompletedTask);
            var from = FirstAfter(sequence);
            var events = new MonitorEvent[_count - from];
            for (var i = 0; i < events.Length; i++) events[i] = At(from + i);
            return (events, Task.CompletedTask);
        }
    }

    private int FirstAfter(long sequence)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Sequence > sequence) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private MonitorEvent At(int index) => _events[(_first + index) % capacity];
}
