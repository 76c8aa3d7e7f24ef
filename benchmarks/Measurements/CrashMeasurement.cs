using System.Text.Json;
using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>Guests that crash one by one: what each costs in requests, waits for the disk and bytes, above a quiet tick.</summary>
internal static class CrashMeasurement
{
    private const int Guests = 1000;
    private const int MostRequests = 2;
    private const int MostCommits = 2;
    private const int MostKilobytes = 30;

    // Every guest's row is published within this time. Fewer than five crashes in 30 s are no storm.
    private static readonly TimeSpan Between = SimulatorProcess.PublishPeriod + TimeSpan.FromSeconds(1);

    public static async Task RunAsync(BenchmarkPlan plan, string folder, Report report, CancellationToken stop)
    {
        await using var simulator = await SimulatorProcess.StartAsync(Guests, churn: 0);
        await using var monitor =
            await WorkerProcess.StartAsync(Worker.Monitor, new(simulator.Connection, Path.Combine(folder, "crash.db")));
        var guests = await ChooseAsync(simulator);
        Progress.Say($"crash: {plan.Crashes} crashes, {Between.TotalSeconds:n0} s apart");

        // The first crashes also pay for what is read and written once.
        await MeasureAsync(guests.Take(3), monitor, Crash, stop);
        var quiet = await MeasureAsync(guests.Take(plan.Crashes / 2), monitor, _ => Task.CompletedTask, stop);
        var crashes = await MeasureAsync(guests.Skip(3).Take(plan.Crashes), monitor, Crash, stop);
        Tell(crashes, quiet, plan.Crashes, report);

        Task Crash(int vmid) => simulator.PostAsync($"/sim/guests/{vmid}/kill");
    }

    private static async Task<List<int>> ChooseAsync(SimulatorProcess simulator) =>
        [.. (await simulator.GetAsync("/sim/guests")).EnumerateArray()
            .Where(guest => guest.GetProperty("status").GetString() == "running" && !guest.GetProperty("template").GetBoolean()
                && guest.GetProperty("haState").ValueKind == JsonValueKind.Null
                && guest.GetProperty("vmid").GetInt32() % 8 != 3)
            .Select(guest => guest.GetProperty("vmid").GetInt32())];

    private static async Task<Price> MeasureAsync(
        IEnumerable<int> guests, WorkerProcess monitor, Func<int, Task> change, CancellationToken stop)
    {
        var rounds = 0;
        var (calls, before) = (await monitor.AskAsync<CallsSeen>("calls"), await monitor.AskAsync<Footprint>("footprint"));
        foreach (var vmid in guests)
        {
            await change(vmid);
            await Task.Delay(Between, TimeProvider.System, stop);
            await monitor.AskAsync<Cost>("critical");
            rounds++;
        }

        // What the last one starts ends meanwhile.
        await Task.Delay(Between, TimeProvider.System, stop);
        var (later, after) = (await monitor.AskAsync<CallsSeen>("calls"), await monitor.AskAsync<Footprint>("footprint"));
        double Each(double sum) => sum / rounds;
        return new(
            Each(later.Requests - calls.Requests), Each(later.Commits - calls.Commits), Each(after.Written - before.Written) / 1000,
            Each(after.CpuMs - before.CpuMs));
    }

    private static void Tell(Price crash, Price quiet, int count, Report report)
    {
        var (requests, commits, kilobytes) =
            (crash.Requests - quiet.Requests, crash.Commits - quiet.Commits, crash.Kilobytes - quiet.Kilobytes);
        report.Add(
            "A crash", $"{requests:f1} requests; {commits:f1} waits for the disk; {kilobytes:n0} kB",
            $"≤ {MostRequests} requests; ≤ {MostCommits} waits; ≤ {MostKilobytes} kB",
            requests <= MostRequests && commits <= MostCommits && kilobytes <= MostKilobytes,
            $"{count} crashes one by one, default autonomy, without what a quiet tick costs; "
                + $"{crash.CpuMs - quiet.CpuMs:n0} ms CPU; waits are commits of records");
    }

    /// <summary>What a round costs.</summary>
    /// <param name="Requests">Requests to Proxmox.</param>
    /// <param name="Commits">Commits that wait for the disk.</param>
    /// <param name="Kilobytes">Written to disk.</param>
    /// <param name="CpuMs">Processor time, milliseconds.</param>
    private sealed record Price(double Requests, double Commits, double Kilobytes, double CpuMs);
}
