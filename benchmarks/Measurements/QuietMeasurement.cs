using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>The published program with default settings: how soon it shows something, and what it costs while nothing happens.</summary>
internal static class QuietMeasurement
{
    private static readonly TimeSpan CriticalPeriod = TimeSpan.FromSeconds(12);

    private static readonly QuietBudget[] Budgets = [new(40, 0.06, 125), new(1000, 0.07, 130)];

    public static async Task RunAsync(BenchmarkPlan plan, string folder, Report report, CancellationToken stop)
    {
        var program = Path.Combine(folder, "published");
        Progress.Say("publishing the API");
        await Published.ToAsync(program, stop);
        if (plan.Wants("start")) await StartAsync(plan, program, folder, report, stop);
        if (!plan.Wants("idle")) return;
        foreach (var budget in Budgets)
        {
            await using var simulator = await SimulatorProcess.StartAsync(budget.Guests);
            var database = Path.Combine(folder, $"idle-{budget.Guests}.db");
            var (api, _) = await ApiProcess.StartPublishedAsync(program, simulator.Connection, database, stop);
            await using (api) await IdleAsync(plan, budget, api, report, stop);
        }
    }

    private static async Task StartAsync(BenchmarkPlan plan, string program, string folder, Report report, CancellationToken stop)
    {
        var guests = Budgets[0].Guests;
        await using var simulator = await SimulatorProcess.StartAsync(guests);
        var starts = new List<StartUp>();
        for (var i = 0; i < plan.Starts; i++)
        {
            var database = Path.Combine(folder, $"start-{i}.db");
            var (api, took) = await ApiProcess.StartPublishedAsync(program, simulator.Connection, database, stop);
            await api.DisposeAsync();
            starts.Add(took);
        }

        var ready = starts.ConvertAll(start => start.Ready.TotalSeconds);
        var picture = starts.ConvertAll(start => start.Picture.TotalSeconds);
        report.Add(
            $"Start of the published program → ready, {guests} guests", $"{Middle(ready):f1} s", "≤ 1.5 s", Middle(ready) <= 1.5,
            $"median of {starts.Count}, {ready.Min():f1} to {ready.Max():f1} s");
        report.Add(
            $"Start of the published program → all {guests} guests can be read", $"{Middle(picture):f1} s", "≤ 2.5 s",
            Middle(picture) <= 2.5,
            $"median of {starts.Count}, {picture.Min():f1} to {picture.Max():f1} s; "
            + $"{Middle(starts.ConvertAll(start => start.Cpu.TotalSeconds)):f1} s CPU until then");
    }

    private static async Task IdleAsync(BenchmarkPlan plan, QuietBudget budget, ApiProcess api, Report report, CancellationToken stop)
    {
        Progress.Say($"idle: {budget.Guests} guests, {plan.Settling.TotalMinutes:n0} min until it is quiet");
        await Task.Delay(plan.Settling, TimeProvider.System, stop);
        var periods = new List<double>();
        for (var i = 0; i < plan.QuietPeriods; i++)
        {
            var before = api.Cpu;
            await Task.Delay(CriticalPeriod, TimeProvider.System, stop);
            periods.Add((api.Cpu - before).TotalSeconds);
        }

        var (cpu, resident) = (Middle(periods), api.Resident / 1048576.0);
        report.Add(
            $"CPU in 12 s while nothing happens, {budget.Guests:n0} guests, default tiers", $"{cpu:f3} s", $"≤ {budget.Cpu:f2} s",
            cpu <= budget.Cpu,
            $"median of {periods.Count} periods, {periods.Min():f2} to {periods.Max():f2} s, after {plan.Settling.TotalMinutes:n0} min");
        var age = plan.Settling + (plan.QuietPeriods * CriticalPeriod);
        report.Add(
            $"Resident memory of the published program, {budget.Guests:n0} guests", $"{resident:n0} MiB", $"≤ {budget.Resident:n0} MiB",
            resident <= budget.Resident, $"after {age.TotalMinutes:n0} min");
    }

    private static double Middle(List<double> values) => Median.Percentile(values, 0.5);

    // Processor time in a period, seconds; resident memory, MiB.
    private sealed record QuietBudget(int Guests, double Cpu, double Resident);
}
