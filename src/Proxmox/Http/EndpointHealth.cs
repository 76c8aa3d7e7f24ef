using OrleansMonitor.Proxmox.Failures;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// The recent health of an endpoint. One that failed is tried last for 30 s, longer than two timeouts, doubled by each further failure up
/// to 5 min.
/// </summary>
internal sealed class EndpointHealth(TimeProvider time)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private int _failures;
    private DateTimeOffset _backOffUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _pauseUntil = DateTimeOffset.MinValue;
    private CallFailure? _pauseFailure;

    /// <summary>The end of the back-off; in the past for a healthy endpoint.</summary>
    public DateTimeOffset BackOffUntil
    {
        get
        {
            lock (_lock) return _backOffUntil;
        }
    }

    /// <summary>Whether the endpoint is to be tried last.</summary>
    public bool InBackOff => BackOffUntil > time.GetUtcNow();

    /// <summary>The failure with which the endpoint requested the current pause; null if there is none.</summary>
    public CallFailure? ActivePause
    {
        get
        {
            lock (_lock) return _pauseUntil > time.GetUtcNow() ? _pauseFailure : null;
        }
    }

    /// <summary>Records an answer.</summary>
    public void RecordAnswer()
    {
        lock (_lock) (_failures, _backOffUntil) = (0, DateTimeOffset.MinValue);
    }

    /// <summary>Starts the pause that the endpoint requested (429, 503 with Retry-After).</summary>
    public void Pause(CallFailure failure)
    {
        lock (_lock) (_pauseFailure, _pauseUntil) = (failure, time.GetUtcNow() + (failure.RetryAfter ?? TimeSpan.Zero));
    }

    /// <summary>Records a failure of the endpoint.</summary>
    public void RecordFailure()
    {
        lock (_lock)
        {
            var backOff = FirstBackOff * Math.Pow(2, Math.Min(_failures++, 10));
            _backOffUntil = time.GetUtcNow() + (backOff < LongestBackOff ? backOff : LongestBackOff);
        }
    }
}
