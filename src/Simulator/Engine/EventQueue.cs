namespace OrleansMonitor.Simulator.Engine;

/// <summary>Planned events, ordered by time and then by insertion.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, (long At, long Sequence)> _events = new();
    private long _sequence;

    public void Add(long at, Action action) => _events.Enqueue(action, (at, _sequence++));

    public bool TryTake(long until, out long at, out Action action)
    {
        if (_events.TryPeek(out action!, out var key) && key.At <= until)
        {
            _events.Dequeue();
            at = key.At;
            return true;
        }

        at = 0;
        return false;
    }
}
