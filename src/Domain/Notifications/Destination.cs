namespace OrleansMonitor.Domain.Notifications;

/// <summary>A place that is notified of incidents. Its address and secrets are known only to its channel.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="Kind">Its channel, such as <c>webhook</c>.</param>
public sealed record Destination(string Name, string Kind)
{
    /// <summary>When it is sent a test message each week; null for never.</summary>
    public WeeklyTest? WeeklyTest { get; init; }
}
