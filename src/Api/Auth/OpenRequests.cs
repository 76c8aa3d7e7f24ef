namespace OrleansMonitor.Api.Auth;

/// <summary>
/// The requests in progress of each session. A hub or a dashboard page is one long request, so aborting them ends all that a session has
/// open. Thread-safe.
/// </summary>
internal sealed class OpenRequests
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<HttpContext>> _sessions = new(StringComparer.Ordinal);

    /// <summary>How many sessions have a request in progress.</summary>
    public int Sessions
    {
        get
        {
            lock (_lock) return _sessions.Count;
        }
    }

    /// <summary>Runs a request that <see cref="End"/> can abort.</summary>
    public async Task Run(string session, HttpContext request, RequestDelegate next)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(session, out var requests)) _sessions[session] = requests = [];
            requests.Add(request);
        }

        try
        {
            await next(request);
        }
        finally
        {
            lock (_lock)
            {
                if (_sessions.TryGetValue(session, out var requests) && requests.Remove(request) && requests.Count == 0)
                    _sessions.Remove(session);
            }
        }
    }

    /// <summary>Forgets a request that is about to end its own session, so that it is answered.</summary>
    public void Spare(HttpContext request)
    {
        lock (_lock)
        {
            foreach (var (session, requests) in _sessions.ToList())
                if (requests.Remove(request) && requests.Count == 0) _sessions.Remove(session);
        }
    }

    /// <summary>Aborts the requests of an ended session, and forgets them.</summary>
    /// <param name="session">Its id.</param>
    /// <param name="except">The request that ends it, which goes on; null if it was ended elsewhere.</param>
    public void End(string session, HttpContext? except = null)
    {
        HashSet<HttpContext>? open;
        lock (_lock) _sessions.Remove(session, out open);
        foreach (var request in open ?? []) if (request != except) request.Abort();
    }
}
