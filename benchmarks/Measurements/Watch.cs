using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>
/// The measurements of one monitor on one cluster: the first tick, then steady ticks, each compared with the minimum work of a reader.
/// </summary>
/// <param name="Guests">The number of watched guests.</param>
/// <param name="First">The first tick on an empty database.</param>
/// <param name="Ticks">Steady ticks, each a publish period after the one before.</param>
/// <param name="Floors">Fetching and parsing the same response, equally often; empty if not requested.</param>
/// <param name="Changed">The number of guests whose entries a further tick renewed.</param>
/// <param name="Held">The memory afterwards.</param>
internal sealed record Watch(int Guests, Cost First, IReadOnlyList<Cost> Ticks, IReadOnlyList<Cost> Floors, int Changed, Footprint Held)
{
    // Code per row is fully optimised within seconds; code per tick needs twice its 30 calls and a pause.
    private static int WarmUps(int guests) => Math.Clamp(1_000_000 / guests, 10, 200);

    public static async Task<Watch> RunAsync(
        SimulatorProcess simulator, int guests, int ticks, bool floor, string database, CancellationToken stop)
    {
        await using var monitor = await WorkerProcess.StartAsync(Worker.Monitor, new(simulator.Connection, database));
        await using var reader = await WorkerProcess.StartAsync(Worker.Floor, new(simulator.Connection));
        Progress.Say($"{guests} guests: first sight");
        var first = await monitor.AskAsync<Cost>("critical");
        for (var i = 0; i < WarmUps(guests); i++)
        {
            await monitor.AskAsync<Cost>("critical");
            if (floor) await reader.AskAsync<Cost>("fetch");
        }

        var (steady, floors) = (new List<Cost>(), new List<Cost>());
        for (var i = 0; i < ticks; i++)
        {
            await Task.Delay(SimulatorProcess.PublishPeriod, TimeProvider.System, stop);
            // In alternating order, so neither always starts with the caches of the other.
            if (floor && i % 2 == 0) floors.Add(await reader.AskAsync<Cost>("fetch"));
            steady.Add(await monitor.AskAsync<Cost>("critical"));
            if (floor && i % 2 == 1) floors.Add(await reader.AskAsync<Cost>("fetch"));
            Progress.Say(
                $"{guests} guests: tick {i + 1} of {ticks}: {steady[^1].CpuMs:f1} ms "
                    + $"CPU{(floor ? $", reader {floors[^1].CpuMs:f1} ms" : "")}");
        }

        var held = await monitor.AskAsync<Footprint>("footprint");
        await Task.Delay(SimulatorProcess.PublishPeriod, TimeProvider.System, stop);
        return new(guests, first, steady, floors, await monitor.AskAsync<int>("changed"), held);
    }
}
