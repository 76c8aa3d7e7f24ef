using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Api.Views;

/// <summary>
/// A subscriber to a cluster. It holds the guests that changed since its last batch, so that even a slow subscriber never holds more
/// entries than there are guests.
/// </summary>
internal sealed class ClusterSubscriber
{
    private readonly Lock _lock = new();
    private readonly ChangeSignal _added = new();
    private HashSet<int> _changed = [];
    private bool _hasChanged;

    /// <summary>Completes when something changed.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock) return _hasChanged ? Task.CompletedTask : _added.Next;
        }
    }

    public void Add(IEnumerable<int> vmids)
    {
        lock (_lock)
        {
            _changed.UnionWith(vmids);
            _hasChanged = true;
        }

        _added.Set();
    }

    public IReadOnlyCollection<int> Drain()
    {
        lock (_lock)
        {
            var taken = _changed;
            (_changed, _hasChanged) = ([], false);
            return taken;
        }
    }
}
