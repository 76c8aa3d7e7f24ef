using System.ComponentModel.DataAnnotations;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Flapping and notification of incidents, section <c>Monitor:Incidents</c>. Durations are <c>hh:mm:ss</c>.</summary>
public sealed record IncidentSettings
{
    /// <summary>The defaults.</summary>
    public static IncidentSettings Default { get; } = new();

    /// <summary>
    /// How often a condition must be raised within <see cref="FlapWithin"/> to become one flapping incident, 2 to 1000. Lower values notify
    /// less. Default 3.
    /// </summary>
    [Range(2, 1000)]
    public int FlapOpenings { get; init; } = 3;

    /// <summary>The time window in which openings count as flapping, 1 min to 7 days. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan FlapWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long the condition must be clear before a flapping incident is resolved, 1 min to 7 days. Shorter reports the end sooner; well
    /// below <see cref="FlapWithin"/> ÷ <see cref="FlapOpenings"/> it resolves between two flaps. Default 30 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan FlapCalm { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long after the end of an incident of a node, storage or quorum the incidents of its guests may end without a notification, up to
    /// 1 day: guests start after their node. Zero notifies at once. Default 2 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ReleaseAfter { get; init; } = TimeSpan.FromMinutes(2);
}
