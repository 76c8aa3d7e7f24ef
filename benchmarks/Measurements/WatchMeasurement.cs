using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>Processor time of a tick, how it grows with the cluster, and memory.</summary>
internal static class WatchMeasurement
{
    private const int RestartFrom = 100_000;

    public static async Task RunAsync(BenchmarkPlan plan, string folder, Report report, CancellationToken stop)
    {
        var alone = plan.Wants("memory") ? await OneAsync(1, plan, folder, report, stop) : null;
        var watches = new List<Watch>();
        foreach (var guests in plan.Guests) watches.Add(await OneAsync(guests, plan, folder, report, stop));
        if (plan.Wants("tick")) Growth(watches, report);
        if (alone is null) return;
        foreach (var watch in watches) Memory(watch, alone, report);
    }

    private static async Task<Watch> OneAsync(int guests, BenchmarkPlan plan, string folder, Report report, CancellationToken stop)
    {
        var floor = plan.Wants("tick") && guests > 1;
        await using var simulator = await SimulatorProcess.StartAsync(guests);
        var database = Path.Combine(folder, $"watch-{guests}.db");
        var watch = await Watch.RunAsync(simulator, guests, plan.Ticks, floor, database, stop);
        if (floor) Tick(watch, report);
        if (guests >= RestartFrom) await RestartAsync(watch, simulator, database, report);
        return watch;
    }

    private static void Tick(Watch watch, Report report)
    {
        var (tick, least) = (Median.Of(watch.Ticks, cost => cost.CpuMs), Median.Of(watch.Floors, cost => cost.CpuMs));
        var ratios = Median.Of(watch.Ticks.Zip(watch.Floors, (t, f) => t.CpuMs / f.CpuMs), ratio => ratio);
        var spread = watch.Ticks.Zip(watch.Floors, (t, f) => t.CpuMs / f.CpuMs).ToList();
        report.Add(
            $"CPU of a steady critical tick ÷ only fetching and walking the answer, {watch.Guests:n0} guests", $"{ratios:f2}", "≤ 3",
            ratios <= 3,
            $"{tick:f1} ms ÷ {least:f1} ms; single pairs {spread.Min():f2} to {spread.Max():f2}; "
                + $"{Median.Of(watch.Ticks, cost => cost.WallMs):n0} ms wall, "
            + $"{Median.Of(watch.Ticks, cost => cost.AllocatedKiB):n0} KiB allocated, {100.0 * watch.Changed / watch.Guests:f1} % of the "
            + $"guests changed");
    }

    private static void Growth(List<Watch> watches, Report report)
    {
        if (watches.Count < 2) return;
        var (small, large) = (watches[0], watches[^1]);
        var (less, more) =
            (Median.Of(small.Ticks, cost => cost.CpuMs) / small.Guests, Median.Of(large.Ticks, cost => cost.CpuMs) / large.Guests);
        report.Add(
            $"CPU per guest at {large.Guests:n0} ÷ at {small.Guests:n0}", $"{more / less:f2}", "≤ 1.3", more / less <= 1.3,
            $"{more * 1000:f2} µs ÷ {less * 1000:f2} µs per guest and tick; below 1 because what a tick costs in any case is shared by "
                + $"more guests");
    }

    private static void Memory(Watch watch, Watch alone, Report report)
    {
        double Each(Func<Footprint, long> of) => (of(watch.Held) - of(alone.Held)) / 1024.0 / (watch.Guests - alone.Guests);
        var each = Each(held => held.Rss);
        // With a thousand guests the value is below the noise of some MiB of any process.
        bool? kept = watch.Guests < 10_000 ? null : each <= 2.5;
        report.Add(
            $"Resident memory per guest, {watch.Guests:n0} guests", $"{each:f2} KiB", "≤ 2.5 KiB", kept,
            $"{watch.Held.Rss / 1048576.0:n0} MiB, with one guest {alone.Held.Rss / 1048576.0:n0} MiB; after a full collection "
                + $"{Each(held => held.Settled):f2} KiB, live on the heap {Each(held => held.Live):f2} KiB");
    }

    private static async Task RestartAsync(Watch watch, SimulatorProcess simulator, string database, Report report)
    {
        report.Add(
            $"First sight of {watch.Guests:n0} guests, empty database", $"{watch.First.WallMs / 1000:f1} s", "", null,
            $"{watch.First.CpuMs / 1000:f1} s CPU; {new FileInfo(database).Length / 1048576.0:n0} MiB of database");
        Progress.Say($"{watch.Guests} guests: restart");
        await using var monitor = await WorkerProcess.StartAsync(Worker.Monitor, new(simulator.Connection, database));
        var again = await monitor.AskAsync<Cost>("critical");
        report.Add($"First tick after a restart, {watch.Guests:n0} guests", $"{again.WallMs / 1000:f1} s", "", null,
            $"{again.CpuMs / 1000:f1} s CPU");
    }
}
