namespace OrleansMonitor.Benchmarks.CommandLine;

/// <summary>What to measure, and the number of repetitions.</summary>
/// <param name="Guests">Sizes of the watched cluster.</param>
/// <param name="Only">The one part to measure; null for all.</param>
/// <param name="Quick">Few repetitions: for a quick check, not for published results.</param>
internal sealed record BenchmarkPlan(IReadOnlyList<int> Guests, string? Only, bool Quick)
{
    public static IReadOnlyList<string> Parts { get; } =
        ["start", "idle", "tick", "memory", "first-sight", "scale", "disk", "history", "crash", "latency", "storm"];

    /// <summary>The number of steady ticks for the median.</summary>
    public int Ticks => Quick ? 3 : 11;

    /// <summary>How long the largest cluster is watched on the monitor's own schedule.</summary>
    public TimeSpan Sustained => TimeSpan.FromSeconds(Quick ? 40 : 180);

    /// <summary>The number of ticks of each tier whose writes are counted.</summary>
    public int DiskTicks => Quick ? 10 : 60;

    /// <summary>How long the writes of an idle monitor are counted.</summary>
    public TimeSpan Idle => TimeSpan.FromSeconds(Quick ? 10 : 60);

    /// <summary>Starts of the published program to take the median of.</summary>
    public int Starts => Quick ? 1 : 5;

    /// <summary>
    /// How long the published program runs before it is called quiet: code that runs once in a poll takes minutes to be compiled to its
    /// end.
    /// </summary>
    public TimeSpan Settling => TimeSpan.FromMinutes(Quick ? 1 : 10);

    /// <summary>Periods of the critical tier, 12 s each, to take the median of.</summary>
    public int QuietPeriods => Quick ? 3 : 15;

    /// <summary>Changes to time, of guests chosen one by one.</summary>
    public int Changes => Quick ? 60 : 160;

    /// <summary>Guests that crash one by one, 11 s apart.</summary>
    public int Crashes => Quick ? 6 : 20;

    public bool Wants(string part) => Only is null || Only == part;
}
