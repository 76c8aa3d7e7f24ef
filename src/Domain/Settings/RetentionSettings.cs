using System.ComponentModel.DataAnnotations;

namespace OrleansMonitor.Domain.Settings;

/// <summary>Retention periods, section <c>Monitor:Retention</c>, as <c>d.hh:mm:ss</c>, each 1 h to 100 years.</summary>
public sealed record RetentionSettings
{
    /// <summary>Rows of <c>autonomy_actions</c> and resolved incidents. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "36500.00:00:00")]
    public TimeSpan Actions { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Events. A client that is disconnected for longer misses events. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "36500.00:00:00")]
    public TimeSpan Events { get; init; } = TimeSpan.FromDays(30);
}
