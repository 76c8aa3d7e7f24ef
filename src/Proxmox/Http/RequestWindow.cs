namespace OrleansMonitor.Proxmox.Http;

/// <summary>Counts the requests of the last minute.</summary>
internal sealed class RequestWindow(TimeProvider time)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<long> _sent = new();

    /// <summary>The number of requests in the last minute.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                RemoveOld();
                return _sent.Count;
            }
        }
    }

    /// <summary>Counts a request.</summary>
    public void Add()
    {
        lock (_lock)
        {
            RemoveOld();
            _sent.Enqueue(time.GetTimestamp());
        }
    }

    private void RemoveOld()
    {
        while (_sent.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Length) _sent.Dequeue();
    }
}
