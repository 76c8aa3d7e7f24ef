using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>The first critical tick of the largest cluster: with an empty database, and after a restart on the same file.</summary>
internal static class FirstSightMeasurement
{
    private static readonly Limits Empty = new("First sight of {0:n0} guests, empty database", 5, 5, 60);
    private static readonly Limits Restarted = new("First tick after a restart, {0:n0} guests", 4, 4, null);

    public static async Task RunAsync(BenchmarkPlan plan, string folder, Report report)
    {
        var guests = plan.Guests[^1];
        var database = Path.Combine(folder, "first-sight.db");
        await using var simulator = await SimulatorProcess.StartAsync(guests);
        foreach (var limits in new[] { Empty, Restarted })
        {
            Progress.Say($"{limits.At(guests)}");
            await using var monitor = await WorkerProcess.StartAsync(Worker.Monitor, new(simulator.Connection, database));
            var before = await monitor.AskAsync<Footprint>("footprint");
            var tick = await monitor.AskAsync<Cost>("critical");
            var written = (await monitor.AskAsync<Footprint>("footprint")).Written - before.Written;
            Tell(limits, guests, tick, written, new FileInfo(database).Length, report);
        }
    }

    private static void Tell(Limits limits, int guests, Cost tick, long written, long file, Report report)
    {
        var (wall, cpu, megabytes) = (tick.WallMs / 1000, tick.CpuMs / 1000, written / 1e6);
        report.Add(
            limits.At(guests), $"{wall:f1} s; {cpu:f1} CPU-s; {megabytes:f1} MB",
            $"≤ {limits.Seconds} s; ≤ {limits.CpuSeconds} CPU-s{(limits.Megabytes is { } most ? $"; ≤ {most} MB" : "")}",
            wall <= limits.Seconds && cpu <= limits.CpuSeconds && !(megabytes > limits.Megabytes),
            $"one critical tick; the bytes are written to disk, the file itself has {file / 1e6:f1} MB");
    }

    /// <summary>What a first tick may cost.</summary>
    /// <param name="Name">What is measured, with a place for the number of guests.</param>
    /// <param name="Seconds">Time passed.</param>
    /// <param name="CpuSeconds">Processor time of the monitor's process.</param>
    /// <param name="Megabytes">Written to disk; null for no limit.</param>
    private sealed record Limits(string Name, int Seconds, int CpuSeconds, int? Megabytes)
    {
        public string At(int guests) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Name, guests);
    }
}
