using System.Diagnostics;
using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>
/// All guests of a cluster crash at once while clients watch. Measures when and at which position the storm's event arrives, the disk
/// writes meanwhile, and the monitor's processor use after all events compared with before.
/// </summary>
internal static class StormMeasurement
{
    private const int Guests = 10_000;
    private const int Clients = 20;
    private const double MostSeconds = 3;
    private const int MostPlaces = 50;
    private const double MostCpu = 1.5;
    private const double MostStopSeconds = 10;
    private static readonly TimeSpan CriticalPeriod = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(BenchmarkPlan plan, string folder, Report report, CancellationToken stop)
    {
        await using var simulator = await SimulatorProcess.StartAsync(Guests);
        Progress.Say($"storm: first sight of {Guests} guests by the API");
        await using var api = await ApiProcess.StartAsync(simulator.Connection, Path.Combine(folder, "storm.db"), CriticalPeriod, stop);
        var clients = Enumerable.Range(0, Clients).Select(_ => new StormArrivals(api.Events())).ToList();
        try
        {
            foreach (var client in clients) await client.BeginAsync();
            await Task.Delay(Later, TimeProvider.System, stop);
            var idle = await CpuAsync(api, plan, stop);
            var written = api.Written;
            foreach (var client in clients) client.Forget();
            Progress.Say($"storm: {Guests} guests crash; {idle:p1} of a core before");
            var begun = Stopwatch.GetTimestamp();
            await simulator.PostAsync("/sim/cluster/kill-guests", """{"first":100,"last":999999}""");
            var shown = await FirstShownAsync(simulator, begun, stop);
            await UntilQuietAsync(clients, begun, stop);
            var told = api.Written - written;
            await Task.Delay(Later, TimeProvider.System, stop);
            var after = await CpuAsync(api, plan, stop);
            Tell(clients, shown, told, idle, after, report);
            await StopAmidAsync(simulator, api, clients, report, stop);
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }
    }

    // Repeats it and stops the process while most events are not yet published.
    private static async Task StopAmidAsync(
        SimulatorProcess simulator, ApiProcess api, List<StormArrivals> clients, Report report, CancellationToken stop)
    {
        Progress.Say($"storm: {Guests} guests are started, crash again, and the monitor is stopped meanwhile");
        var started = Stopwatch.GetTimestamp();
        await simulator.PostAsync("/sim/cluster/start-guests", """{"first":100,"last":999999}""");
        await UntilQuietAsync(clients, started, stop);
        foreach (var client in clients) client.Forget();
        await simulator.PostAsync("/sim/cluster/kill-guests", """{"first":100,"last":999999}""");
        while (clients.TrueForAll(client => client.Count < MostPlaces)) await Task.Delay(Soon, TimeProvider.System, stop);
        var events = clients.Max(client => client.Count);
        var took = await api.StopAsync(stop);
        report.Add(
            "Stopping amid such a storm", $"{took.TotalSeconds:f1} s", $"≤ {MostStopSeconds:n0} s", took.TotalSeconds <= MostStopSeconds,
            $"from SIGTERM to the end of the process, after {events:n0} events of the storm");
    }

    private static async Task<double> CpuAsync(ApiProcess api, BenchmarkPlan plan, CancellationToken stop)
    {
        var (cpu, began) = (api.Cpu, Stopwatch.GetTimestamp());
        await Task.Delay((plan.Quick ? 3 : 10) * CriticalPeriod, TimeProvider.System, stop);
        return (api.Cpu - cpu) / Stopwatch.GetElapsedTime(began);
    }

    private static async Task UntilQuietAsync(List<StormArrivals> clients, long begun, CancellationToken stop)
    {
        while (Stopwatch.GetElapsedTime(begun) < Longest)
        {
            await Task.Delay(PollInterval, TimeProvider.System, stop);
            if (clients.TrueForAll(client => client.Count > 0 && Stopwatch.GetElapsedTime(client.LastAt) > Quiet)) return;
        }
    }

    // The time of the first response that shows a stopped guest. Read at once, because the simulator keeps only the newest.
    private static async Task<long> FirstShownAsync(SimulatorProcess simulator, long since, CancellationToken stop)
    {
        while (true)
        {
            var shown = (await simulator.GetAsync("/sim/changes")).EnumerateArray()
                .Where(row => row.GetProperty("change").GetProperty("kind").GetString() == "guest-killed")
                .Select(row => row.GetProperty("timestamp").GetInt64()).Where(at => at >= since).ToList();
            if (shown.Count > 0) return shown.Min();
            await Task.Delay(Soon, TimeProvider.System, stop);
        }
    }

    private static void Tell(List<StormArrivals> clients, long shown, long written, double idle, double after, Report report)
    {
        if (clients.Exists(client => client.Storm is null))
            throw new InvalidOperationException("FAILURE_STORM did not reach every client.");
        var storms = clients.ConvertAll(client => client.Storm!.Value);
        var latest = storms.Max(storm => Stopwatch.GetElapsedTime(shown, storm.At).TotalSeconds);
        var place = storms.Max(storm => storm.Place);
        var events = clients.Max(client => client.Count);
        report.Add(
            $"{Guests:n0} guests crash at once → FAILURE_STORM at the last of {Clients} SignalR clients", $"{latest:f2} s",
            $"≤ {MostSeconds:n0} s", latest <= MostSeconds,
            $"from the end of the first answer that shows one of them stopped; the first event after "
                + $"{Stopwatch.GetElapsedTime(shown, clients.Min(client => client.FirstAt)).TotalSeconds:f2} s, "
            + $"the last of {events:n0} after {Stopwatch.GetElapsedTime(shown, clients.Max(client => client.LastAt)).TotalSeconds:f1} s");
        report.Add("Its place among the events of that storm", $"{place:n0}", $"≤ {MostPlaces}", place <= MostPlaces,
            $"of {events:n0}; people are notified of {clients.Max(client => client.Notified):n0}");
        report.Add("Written meanwhile", $"{written / 1e6:n0} MB", "", null, $"{written / 1e3 / Guests:n0} kB a guest");
        report.Add(
            "CPU a minute after the last event ÷ CPU before the storm", $"{after / idle:f2}", $"≤ {MostCpu}", after / idle <= MostCpu,
            $"{after:p1} of a core after, {idle:p1} before");
    }
}
