namespace OrleansMonitor.Grains.Polling;

/// <summary>Keeps, on the monotonic clock, how the ticks of a tier went last.</summary>
internal sealed class TickOutcome(TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();
    private long? _running;
    private long? _succeeded;
    private string? _failure;

    public void Began() => _running = time.GetTimestamp();

    public void Succeeded() => (_running, _succeeded, _failure) = (null, time.GetTimestamp(), null);

    public void Failed(Exception problem) => (_running, _failure) = (null, $"{problem.GetType().Name}: {problem.Message}");

    public TierReport Report() => new(Since(_succeeded), Since(_running), _failure, time.GetElapsedTime(_since));

    private TimeSpan? Since(long? at) => at is { } moment ? time.GetElapsedTime(moment) : null;
}
