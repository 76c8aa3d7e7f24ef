using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>Disk writes without changes: by ticks of each tier, and by an idle monitor.</summary>
internal static class DiskMeasurement
{
    private const int Guests = 1000;
    private const double Day = 86_400;
    private static readonly (string Tier, double Period)[] Tiers =
        [("critical", 12), ("important", 32), ("routine", 300), ("background", 1800)];

    public static async Task RunAsync(BenchmarkPlan plan, string folder, Report report, CancellationToken stop)
    {
        await using var simulator = await SimulatorProcess.StartAsync(Guests);
        await using var monitor =
            await WorkerProcess.StartAsync(Worker.Monitor, new(simulator.Connection, Path.Combine(folder, "disk.db")));
        Progress.Say($"disk: {plan.DiskTicks} ticks of each tier");
        // Two ticks of each tier first: their initial findings are not the steady state.
        foreach (var (tier, _) in Tiers.Concat(Tiers)) await monitor.AskAsync<Cost>(tier);
        var began = await WrittenAsync(monitor);
        var parts = new List<string>();
        var daily = 0.0;
        foreach (var (tier, period) in Tiers)
        {
            var before = await WrittenAsync(monitor);
            for (var i = 0; i < plan.DiskTicks; i++) await monitor.AskAsync<Cost>(tier);
            var each = (await WrittenAsync(monitor) - before) / (double)plan.DiskTicks;
            daily += each * Day / period;
            parts.Add($"{tier} {each:n0} B a tick");
        }

        Progress.Say($"disk: left alone for {plan.Idle.TotalSeconds:n0} s");
        var alone = await WrittenAsync(monitor);
        await Task.Delay(plan.Idle, TimeProvider.System, stop);
        var written = await WrittenAsync(monitor);
        daily += (written - alone) * Day / plan.Idle.TotalSeconds;
        report.Add(
            $"Disk writes a day when nothing happens, {Guests:n0} guests", $"{daily / 1e6:f2} MB", "≤ 10 MB", daily <= 10e6,
            $"{string.Join(", ", parts)}, left alone {written - alone:n0} B in {plan.Idle.TotalSeconds:n0} s; {began:n0} B until then");
    }

    private static async Task<long> WrittenAsync(WorkerProcess monitor) => (await monitor.AskAsync<Footprint>("footprint")).Written;
}
