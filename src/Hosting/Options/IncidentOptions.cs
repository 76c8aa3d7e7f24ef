namespace OrleansMonitor.Hosting.Options;

/// <summary>Flapping and notification of incidents.</summary>
public sealed class IncidentOptions
{
    /// <summary>
    /// How often a condition must be raised within <see cref="FlapWithin"/> to become one flapping incident. At least 2; lower values
    /// notify less. Default 3.
    /// </summary>
    public int FlapOpenings { get; init; } = 3;

    /// <summary>The time window in which openings count as flapping. Default 1 h.</summary>
    public TimeSpan FlapWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long the condition must be clear before a flapping incident is resolved. Shorter reports the end sooner; well below <see
    /// cref="FlapWithin"/> ÷ <see cref="FlapOpenings"/> it resolves between two flaps. Default 30 min.
    /// </summary>
    public TimeSpan FlapCalm { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long after the end of an incident of a node, storage or quorum the incidents of its guests may end without a notification:
    /// guests start after their node. Zero notifies at once. Default 2 min.
    /// </summary>
    public TimeSpan ReleaseAfter { get; init; } = TimeSpan.FromMinutes(2);
}
