using System.Diagnostics;
using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>
/// The time from the end of the first response that shows a guest killed or started to the event at a SignalR client. It includes the
/// confirmation by the guest's node.
/// </summary>
internal static class LatencyMeasurement
{
    private const int Guests = 10_000;
    private const int WarmUps = 30;
    private static readonly TimeSpan CriticalPeriod = TimeSpan.FromSeconds(1);

    // Slower than ticks: rows flip back for some seconds, and more than a dozen suspects are confirmed by the next poll.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(1200);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(BenchmarkPlan plan, string folder, Report report, CancellationToken stop)
    {
        await using var simulator = await SimulatorProcess.StartAsync(Guests);
        Progress.Say($"latency: first sight of {Guests} guests by the API");
        await using var api = await ApiProcess.StartAsync(simulator.Connection, Path.Combine(folder, "latency.db"), CriticalPeriod, stop);
        await using var arrivals = new EventArrivals(api.Events());
        await arrivals.BeginAsync();
        var chosen = await ChooseAsync(simulator, Math.Max(WarmUps, plan.Changes / 2));
        // Warm-up: the first changes include just-in-time compilation.
        await ChangeAsync("kill", chosen[..WarmUps]);
        await ChangeAsync("start", chosen[..WarmUps]);
        await using var bare = new BareRequests(simulator.Connection);
        bare.Begin();
        var killed = await ChangeAsync("kill", chosen);
        var started = await ChangeAsync("start", chosen);
        Tell([.. killed, .. started], 2 * chosen.Count, await bare.EndAsync(), report);

        async Task<List<double>> ChangeAsync(string verb, List<int> guests)
        {
            arrivals.Forget();
            var begun = Stopwatch.GetTimestamp();
            foreach (var vmid in guests)
            {
                await simulator.PostAsync($"/sim/guests/{vmid}/{verb}");
                await Task.Delay(Between, TimeProvider.System, stop);
            }

            var deadline = Stopwatch.GetTimestamp();
            while (!guests.TrueForAll(arrivals.All.ContainsKey) && Stopwatch.GetElapsedTime(deadline) < Timeout)
                await Task.Delay(Between, TimeProvider.System, stop);
            var latencies = Join(await ShownAsync(simulator, verb, begun), arrivals.All);
            Progress.Say(
                $"latency: {verb} of {guests.Count}: {latencies.Count} "
                    + $"seen{(latencies.Count > 0 ? $", median {Median.Percentile(latencies, 0.5):f1} ms" : "")}");
            return latencies;
        }
    }

    private static async Task<List<int>> ChooseAsync(SimulatorProcess simulator, int count)
    {
        var all = (await simulator.GetAsync("/sim/guests")).EnumerateArray()
            .Where(guest => guest.GetProperty("status").GetString() == "running" && !guest.GetProperty("template").GetBoolean()
                && guest.GetProperty("haState").GetString() is null && guest.GetProperty("lock").GetString() is null)
            .Select(guest => guest.GetProperty("vmid").GetInt32()).ToArray();
        // At random over all nodes with a fixed seed: guests of one node become visible together, and many at once wait for the next poll.
        new Random(1).Shuffle(all);
        return [.. all.Take(count)];
    }

    private static async Task<Dictionary<int, long>> ShownAsync(SimulatorProcess simulator, string verb, long since)
    {
        var kind = verb == "kill" ? "guest-killed" : "guest-started";
        var shown = new Dictionary<int, long>();
        foreach (var row in (await simulator.GetAsync("/sim/changes")).EnumerateArray())
        {
            var (change, at) = (row.GetProperty("change"), row.GetProperty("timestamp").GetInt64());
            if (at >= since && change.GetProperty("kind").GetString() == kind) shown[change.GetProperty("vmid").GetInt32()] = at;
        }

        return shown;
    }

    private static List<double> Join(Dictionary<int, long> shown, IReadOnlyDictionary<int, long> arrived) =>
        [.. shown.Where(pair => arrived.ContainsKey(pair.Key))
            .Select(pair => Stopwatch.GetElapsedTime(pair.Value, arrived[pair.Key]).TotalMilliseconds)];

    private static void Tell(List<double> latencies, int expected, IReadOnlyList<double> bare, Report report)
    {
        if (latencies.Count == 0) throw new InvalidOperationException("No event reached the client.");
        var p99 = Median.Percentile(latencies, 0.99);
        report.Add(
            $"The answer that shows a change → event at a SignalR client, p99, {Guests:n0} guests", $"{p99:f1} ms", "≤ 50 ms",
            p99 <= 50 && latencies.Count == expected,
            $"p50 {Median.Percentile(latencies, 0.5):f1} ms, p90 {Median.Percentile(latencies, 0.9):f1} ms, longest "
                + $"{latencies.Max():f1} ms; "
            + $"{latencies.Count} of {expected} changes; with the confirmation by the guest's own node; critical tier "
            + $"{CriticalPeriod.TotalSeconds:n0} s; "
            + $"a bare small request meanwhile: p50 {Median.Percentile(bare, 0.5):f1} ms, p99 {Median.Percentile(bare, 0.99):f1} ms");
    }
}
