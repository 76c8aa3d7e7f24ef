namespace OrleansMonitor.Grains.Polling;

/// <summary>Records how the ticks of a tier went last, on the monotonic clock.</summary>
internal sealed class TickOutcome(TimeProvider time)
{
    private const int MaxLines = 2;
    private const int MaxLength = 400;

    private readonly long _since = time.GetTimestamp();
    private long? _running;
    private long? _succeeded;
    private string? _failure;

    public void Began() => _running = time.GetTimestamp();

    public void Succeeded() => (_running, _succeeded, _failure) = (null, time.GetTimestamp(), null);

    public void Failed(Exception problem) => (_running, _failure) = (null, Describe(problem));

    public TierReport Report() => new(Since(_succeeded), Since(_running), _failure, time.GetElapsedTime(_since));

    // Storage providers append stack traces to messages: keep the first lines without them.
    private static string Describe(Exception problem)
    {
        var lines = problem.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("at ", StringComparison.Ordinal)).Take(MaxLines);
        var text = $"{problem.GetType().Name}: {string.Join("; ", lines)}";
        return text.Length <= MaxLength ? text : text[..MaxLength] + "…";
    }

    private TimeSpan? Since(long? at) => at is { } moment ? time.GetElapsedTime(moment) : null;
}
