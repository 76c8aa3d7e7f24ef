namespace OrleansMonitor.Benchmarks.CommandLine;

/// <summary>What to measure, and how often.</summary>
/// <param name="Guests">Sizes of the watched cluster.</param>
/// <param name="Only">The one part to measure; null for all.</param>
/// <param name="Quick">Few repetitions: good for a look, too few for the record.</param>
internal sealed record BenchmarkPlan(IReadOnlyList<int> Guests, string? Only, bool Quick)
{
    public static IReadOnlyList<string> Parts { get; } = ["tick", "memory", "scale", "disk", "latency", "storm"];

    /// <summary>Steady ticks to take the median of.</summary>
    public int Ticks => Quick ? 3 : 11;

    /// <summary>How long the largest cluster is watched on its own schedule.</summary>
    public TimeSpan Sustained => TimeSpan.FromSeconds(Quick ? 40 : 180);

    /// <summary>Ticks of each tier whose writes are counted.</summary>
    public int DiskTicks => Quick ? 10 : 60;

    /// <summary>How long a monitor that is asked for nothing is watched for writes.</summary>
    public TimeSpan Idle => TimeSpan.FromSeconds(Quick ? 10 : 60);

    /// <summary>Changes to time, of guests chosen one by one.</summary>
    public int Changes => Quick ? 60 : 160;

    public bool Wants(string part) => Only is null || Only == part;
}
