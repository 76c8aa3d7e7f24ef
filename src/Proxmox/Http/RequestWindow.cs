namespace OrleansMonitor.Proxmox.Http;

/// <summary>Counts the requests of the last minute.</summary>
internal sealed class RequestWindow(TimeProvider time)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<long> _sent = new();

    /// <summary>Requests in the last minute.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                Forget();
                return _sent.Count;
            }
        }
    }

    /// <summary>One more request goes out.</summary>
    public void Add()
    {
        lock (_lock)
        {
            Forget();
            _sent.Enqueue(time.GetTimestamp());
        }
    }

    private void Forget()
    {
        while (_sent.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Length) _sent.Dequeue();
    }
}
