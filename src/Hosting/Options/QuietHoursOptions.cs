namespace OrleansMonitor.Hosting.Options;

/// <summary>Hours in which info and warnings wait. Errors and critical incidents are always sent.</summary>
public sealed class QuietHoursOptions : DailyHoursOptions
{
    /// <summary>The destinations that they are for; empty for all.</summary>
    public IList<string> Destinations { get; init; } = [];
}
