namespace OrleansMonitor.Api.Views;

/// <summary>
/// One watcher of a cluster: which guests moved since it was told last. Never more than there are guests, however slow it is.
/// </summary>
internal sealed class ClusterSubscriber
{
    private readonly Lock _lock = new();
    private HashSet<int> _touched = [];
    private TaskCompletionSource _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when something moved.</summary>
    public Task Moved
    {
        get
        {
            lock (_lock) return _bell.Task;
        }
    }

    public void Touch(IEnumerable<int> vmids)
    {
        lock (_lock)
        {
            _touched.UnionWith(vmids);
            _bell.TrySetResult();
        }
    }

    public IReadOnlyCollection<int> Drain()
    {
        lock (_lock)
        {
            var taken = _touched;
            _touched = [];
            _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }
}
