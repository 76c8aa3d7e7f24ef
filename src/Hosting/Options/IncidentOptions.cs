namespace OrleansMonitor.Hosting.Options;

/// <summary>How incidents are held and told.</summary>
public sealed class IncidentOptions
{
    /// <summary>
    /// How often a condition must come within <see cref="FlapWithin"/> to be held as one flapping incident. At least 2; fewer is calmer.
    /// Default 3.
    /// </summary>
    public int FlapOpenings { get; init; } = 3;

    /// <summary>The stretch of time in which openings count towards flapping. Default 1 h.</summary>
    public TimeSpan FlapWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long the condition must be gone before a flapping incident is resolved. Shorter tells sooner that it is over; well below
    /// <see cref="FlapWithin"/> ÷ <see cref="FlapOpenings"/> it tells so between two flaps. Default 30 min.
    /// </summary>
    public TimeSpan FlapCalm { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long after the end of a node's, storage's or quorum's incident its guests' incidents have to end by themselves before anybody is
    /// told of them: guests start after their node. Zero tells at once. Default 2 min.
    /// </summary>
    public TimeSpan ReleaseAfter { get; init; } = TimeSpan.FromMinutes(2);
}
