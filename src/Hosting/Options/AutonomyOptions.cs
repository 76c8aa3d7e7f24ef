namespace OrleansMonitor.Hosting.Options;

/// <summary>How far the monitor may go by itself.</summary>
public sealed class AutonomyOptions
{
    /// <summary>
    /// 0 observe, 1 alert, 2 recommend, 3 act and report, 4 act silently. In force until somebody sets another over the API, which is kept.
    /// Default 2: it proposes and a person decides.
    /// </summary>
    public int Level { get; init; } = 2;
}
