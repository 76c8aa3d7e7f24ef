namespace OrleansMonitor.Api.Views;

/// <summary>
/// A subscriber to a cluster. It holds the guests that changed since its last batch, so that even a slow subscriber never holds more
/// entries than there are guests.
/// </summary>
internal sealed class ClusterSubscriber
{
    private readonly Lock _lock = new();
    private HashSet<int> _changed = [];
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when something changed.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock) return _signal.Task;
        }
    }

    public void Add(IEnumerable<int> vmids)
    {
        lock (_lock)
        {
            _changed.UnionWith(vmids);
            _signal.TrySetResult();
        }
    }

    public IReadOnlyCollection<int> Drain()
    {
        lock (_lock)
        {
            var taken = _changed;
            _changed = [];
            _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }
}
