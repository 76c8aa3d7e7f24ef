using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Benchmarks.Reporting;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>
/// One monitor that watches one cluster: its first sight, then steady ticks, each beside the least that a reader must do.
/// </summary>
/// <param name="Guests">Watched guests.</param>
/// <param name="First">The first tick on an empty database.</param>
/// <param name="Ticks">Steady ticks, each a publish period after the one before.</param>
/// <param name="Floors">Fetching and walking the same answer, as often; empty where not asked for.</param>
/// <param name="Changed">Guests whose entries a further tick renewed.</param>
/// <param name="Held">What it held after all that.</param>
internal sealed record Watch(int Guests, Cost First, IReadOnlyList<Cost> Ticks, IReadOnlyList<Cost> Floors, int Changed, Footprint Held)
{
    // Code that runs per row is compiled to its end within seconds; code that runs per tick needs twice its 30 calls and a pause.
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
            // In turns, so that neither always finds the caches as the other left them.
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
