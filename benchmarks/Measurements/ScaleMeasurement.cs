using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>The largest cluster on the monitor's own schedule: whether ticks end in time and none is skipped.</summary>
internal static class ScaleMeasurement
{
    private const double CriticalPeriod = 12;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(BenchmarkPlan plan, string folder, Report report, CancellationToken stop)
    {
        var guests = plan.Guests[^1];
        await using var simulator = await SimulatorProcess.StartAsync(guests);
        await using var monitor =
            await WorkerProcess.StartAsync(Worker.Monitor, new(simulator.Connection, Path.Combine(folder, "scale.db"), OwnSchedule: true));
        Progress.Say($"{guests} guests on the default schedule");
        var first = await monitor.AskAsync<TicksSeen>("meter");
        for (; first.Ticks.All(tick => tick.Tier != "critical"); first = await monitor.AskAsync<TicksSeen>("meter"))
            await Task.Delay(PollInterval, TimeProvider.System, stop);
        var begun = await monitor.AskAsync<Footprint>("footprint");
        await Task.Delay(plan.Sustained, TimeProvider.System, stop);
        var seen = await monitor.AskAsync<TicksSeen>("meter");
        var used = await monitor.AskAsync<Footprint>("footprint");
        Tell(plan, guests, first, new([.. seen.Ticks.Skip(first.Ticks.Count)], seen.Skipped - first.Skipped, seen.Lateness),
            used.CpuMs - begun.CpuMs, report);
    }

    private static void Tell(BenchmarkPlan plan, int guests, TicksSeen first, TicksSeen seen, double cpuMs, Report report)
    {
        var critical = seen.Ticks.Where(tick => tick.Tier == "critical").ToList();
        var due = (int)(plan.Sustained.TotalSeconds / CriticalPeriod);
        var longest = critical.Max(tick => tick.Seconds);
        var kept = seen.Skipped == 0 && longest < CriticalPeriod && critical.Count >= due && !seen.Ticks.Any(tick => tick.Failed);
        report.Add(
            $"{guests:n0} guests on one silo and {Environment.ProcessorCount} cores, default tiers, {plan.Sustained.TotalSeconds:n0} s",
            $"{seen.Skipped} skipped", "none skipped, all in time", kept,
            $"{critical.Count} critical ticks, the longest {longest:f2} s, the median {Median.Of(critical, tick => tick.Seconds):f2} s of "
                + $"{CriticalPeriod:n0} s; "
            + $"{Longest(seen, "important")}, {Longest(seen, "routine")}; {seen.Ticks.Count(tick => tick.Failed)} failed; at most "
            + $"{seen.Lateness * 1000:n0} ms late; "
            + $"{cpuMs / 10 / plan.Sustained.TotalSeconds:f1} % of a core; before that, first sight took "
            + $"{first.Ticks.First(tick => tick.Tier == "critical").Seconds:f0} s and {first.Skipped} ticks came during it");
    }

    private static string Longest(TicksSeen seen, string tier)
    {
        var ticks = seen.Ticks.Where(tick => tick.Tier == tier).ToList();
        return ticks.Count == 0 ? $"no {tier} tick yet" : $"{ticks.Count} {tier}, the longest {ticks.Max(tick => tick.Seconds):f1} s";
    }
}
