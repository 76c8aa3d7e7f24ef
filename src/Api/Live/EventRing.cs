using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Api.Live;

/// <summary>The newest events in memory, and a bell for those who wait for more. Safe for many readers and one writer.</summary>
internal sealed class EventRing(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<MonitorEvent> _events = new();
    private TaskCompletionSource _bell = NewBell();
    private long _head;

    /// <summary>The newest sequence known.</summary>
    public long Head
    {
        get
        {
            lock (_lock) return _head;
        }
    }

    /// <summary>Begins after a sequence.</summary>
    public void StartAfter(long sequence)
    {
        lock (_lock) _head = sequence;
    }

    public void Add(IReadOnlyList<MonitorEvent> batch)
    {
        TaskCompletionSource bell;
        lock (_lock)
        {
            foreach (var e in batch)
            {
                if (e.Sequence <= _head) continue;
                _events.Enqueue(e);
                _head = e.Sequence;
                if (_events.Count > capacity) _events.Dequeue();
            }

            (bell, _bell) = (_bell, NewBell());
        }

        bell.SetResult();
    }

    /// <summary>
    /// What comes after a sequence: events; or, where the ring does not reach back that far, null: ask the store; or none yet, and a task that ends
    /// when there may be some.
    /// </summary>
    public (IReadOnlyList<MonitorEvent>? Events, Task More) After(long sequence)
    {
        lock (_lock)
        {
            if (sequence >= _head) return ([], _bell.Task);
            if (!_events.TryPeek(out var oldest) || sequence + 1 < oldest.Sequence) return (null, Task.CompletedTask);
            return ([.. _events.Where(e => e.Sequence > sequence)], Task.CompletedTask);
        }
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
