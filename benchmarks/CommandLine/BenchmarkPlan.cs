namespace OrleansMonitor.Benchmarks.CommandLine;

/// <summary>What to measure, and the number of repetitions.</summary>
/// <param name="Guests">Sizes of the watched cluster.</param>
/// <param name="Only">The one part to measure; null for all.</param>
/// <param name="Quick">Few repetitions: for a quick check, not for published results.</param>
internal sealed record BenchmarkPlan(IReadOnlyList<int> Guests, string? Only, bool Quick)
{
    public static IReadOnlyList<string> Parts { get; } = ["tick", "memory", "scale", "disk", "latency", "storm"];

    /// <summary>The number of steady ticks for the median.</summary>
    public int Ticks => Quick ? 3 : 11;

    /// <summary>How long the largest cluster is watched on the monitor's own schedule.</summary>
    public TimeSpan Sustained => TimeSpan.FromSeconds(Quick ? 40 : 180);

    /// <summary>The number of ticks of each tier whose writes are counted.</summary>
    public int DiskTicks => Quick ? 10 : 60;

    /// <summary>How long the writes of an idle monitor are counted.</summary>
    public TimeSpan Idle => TimeSpan.FromSeconds(Quick ? 10 : 60);

    /// <summary>The number of timed changes of single guests.</summary>
    public int Changes => Quick ? 60 : 160;

    public bool Wants(string part) => Only is null || Only == part;
}
