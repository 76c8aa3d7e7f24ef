namespace OrleansMonitor.Hosting.Options;

/// <summary>Retention periods as <c>d.hh:mm:ss</c>, each at least an hour.</summary>
public sealed class RetentionOptions
{
    /// <summary>Rows of <c>autonomy_actions</c> and resolved incidents. Default 90 days.</summary>
    public TimeSpan Actions { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Events. A client that is disconnected for longer misses events. Default 30 days.</summary>
    public TimeSpan Events { get; init; } = TimeSpan.FromDays(30);
}
