using OrleansMonitor.Proxmox.Failures;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// How an endpoint did lately. One that failed is asked last for a while: 30 s, which outlasts two time-outs, doubled by each
/// further failure up to 5 min.
/// </summary>
internal sealed class EndpointHealth(TimeProvider time)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private int _failures;
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private DateTimeOffset _restUntil = DateTimeOffset.MinValue;
    private CallFailure? _rest;

    /// <summary>Until when it is asked last; in the past for a healthy one.</summary>
    public DateTimeOffset BackOffUntil
    {
        get
        {
            lock (_lock) return _until;
        }
    }

    /// <summary>Whether it is to be asked last now.</summary>
    public bool InBackOff => BackOffUntil > time.GetUtcNow();

    /// <summary>Why it is left alone now, because it said for how long it wants to be; null where it may be asked.</summary>
    public CallFailure? Resting
    {
        get
        {
            lock (_lock) return _restUntil > time.GetUtcNow() ? _rest : null;
        }
    }

    /// <summary>It answered.</summary>
    public void Answered()
    {
        lock (_lock) (_failures, _until) = (0, DateTimeOffset.MinValue);
    }

    /// <summary>It wants to be left alone (429, 503 with Retry-After).</summary>
    public void LeaveAlone(CallFailure failure)
    {
        lock (_lock) (_rest, _restUntil) = (failure, time.GetUtcNow() + (failure.Rest ?? TimeSpan.Zero));
    }

    /// <summary>It failed by its own fault.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            var backOff = FirstBackOff * Math.Pow(2, Math.Min(_failures++, 10));
            _until = time.GetUtcNow() + (backOff < LongestBackOff ? backOff : LongestBackOff);
        }
    }
}
