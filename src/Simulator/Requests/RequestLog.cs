
namespace OrleansMonitor.Simulator.Requests;

/// <summary>A request that the simulator received.</summary>
/// <param name="At">When it arrived, on the simulator's clock.</param>
/// <param name="Node">The node whose address was asked.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/api2/json</c>, without the query.</param>
/// <param name="Query">The query with its <c>?</c>, or empty.</param>
/// <param name="Status">The status of the response; 0 if the connection was closed without one.</param>
public sealed record RecordedRequest(DateTimeOffset At, string Node, string Method, string Path, string Query, int Status);

/// <summary>The received requests, for tests of a client's budgets. Thread-safe.</summary>
public sealed class RequestLog
{
    private const int Kept = 2000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Now, int Max)> _inFlight = new(StringComparer.Ordinal);
    private readonly Queue<RecordedRequest> _recent = new();
    private readonly Queue<ActRequest> _acts = new();
    private long _total;
    private int _held;
    private int _connecting;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>All requests since the start or the last <see cref="Reset"/>.</summary>
    public long Total
    {
        get
        {
            lock (_gate) return _total;
        }
    }

    /// <summary>Requests by method and path, for example <c>GET /cluster/resources</c>.</summary>
    public IReadOnlyDictionary<string, long> ByPath
    {
        get
        {
            lock (_gate) return new Dictionary<string, long>(_byPath, StringComparer.Ordinal);
        }
    }

    /// <summary>The newest requests, oldest first, at most 2000.</summary>
    public IReadOnlyList<RecordedRequest> Recent
    {
        get
        {
            lock (_gate) return [.. _recent];
        }
    }

    /// <summary>The newest requests that change something, oldest first, at most 2000.</summary>
    public IReadOnlyList<ActRequest> Acts
    {
        get
        {
            lock (_gate) return [.. _acts];
        }
    }

    /// <summary>How many requests matched a method and a path prefix.</summary>
    public long Count(string method, string pathPrefix)
    {
        lock (_gate) return _byPath.Where(entry => entry.Key.StartsWith($"{method} {pathPrefix}", StringComparison.Ordinal))
            .Sum(entry => entry.Value);
    }

    /// <summary>The maximum number of concurrent requests at the address of a node.</summary>
    public int MaxInFlight(string node)
    {
        lock (_gate) return _inFlight.GetValueOrDefault(node).Max;
    }

    /// <summary>Waits until the log meets a condition, checked whenever a request begins or ends.</summary>
    public async Task WhenAsync(Func<RequestLog, bool> condition, CancellationToken ct = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate) changed = _changed.Task;
            if (condition(this)) return;
            await changed.WaitAsync(ct);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    /// <summary>Clears everything except the requests in flight.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _byPath.Clear();
            _recent.Clear();
            _total = 0;
            foreach (var (node, (now, _)) in _inFlight.ToArray()) _inFlight[node] = (now, now);
        }
    }

    /// <summary>
    /// How many requests are in flight, including those still connecting, and how many of them wait only for the clock or the end of a
    /// fault.
    /// </summary>
    public (int InFlight, int Held) Present
    {
        get
        {
            lock (_gate) return (_connecting + _inFlight.Values.Sum(node => node.Now), _held);
        }
    }

    /// <summary>Counts a connecting client until the result is disposed.</summary>
    internal IDisposable Connect()
    {
        lock (_gate) _connecting++;
        return new Ending(() =>
        {
            lock (_gate) _connecting--;
        });
    }

    /// <summary>Counts a request as held until the result is disposed.</summary>
    internal IDisposable Hold()
    {
        lock (_gate) _held++;
        return new Ending(() =>
        {
            lock (_gate) _held--;
        });
    }

    private sealed class Ending(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }

    internal void Add(ActRequest act)
    {
        lock (_gate)
        {
            _acts.Enqueue(act);
            if (_acts.Count > Kept) _acts.Dequeue();
        }
    }

    internal void Begin(string node, string method, string path)
    {
        lock (_gate)
        {
            var (now, max) = _inFlight.GetValueOrDefault(node);
            _inFlight[node] = (now + 1, Math.Max(max, now + 1));
            _total++;
            var key = $"{method} {path}";
            _byPath[key] = _byPath.GetValueOrDefault(key) + 1;
            Signal();
        }
    }

    internal void End(RecordedRequest request)
    {
        lock (_gate)
        {
            var (now, max) = _inFlight.GetValueOrDefault(request.Node);
            _inFlight[request.Node] = (now - 1, max);
            _recent.Enqueue(request);
            if (_recent.Count > Kept) _recent.Dequeue();
            Signal();
        }
    }
}
