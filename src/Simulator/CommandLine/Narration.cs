using System.Globalization;
using System.Threading.Channels;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Scripts;

namespace OrleansMonitor.Simulator.CommandLine;

/// <summary>Prints a line for each change. It advances the cluster once a second, because otherwise only requests do.</summary>
internal sealed class Narration(SimulatedCluster cluster, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private readonly Channel<SimulatedChange> _changes = Channel.CreateUnbounded<SimulatedChange>();

    public async Task RunAsync(IEnumerable<SimulatorScript> scripts, CancellationToken stop)
    {
        cluster.Changed += change => _changes.Writer.TryWrite(change);
        foreach (var script in scripts) cluster.Play(script);
        using var glance = new PeriodicTimer(PollInterval, time);
        try
        {
            do
            {
                cluster.Advance();
                while (_changes.Reader.TryRead(out var change))
                    await Console.Out.WriteLineAsync($"{change.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {change.Text}");
            }
            while (await glance.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // Ended by Ctrl+C.
        }
    }
}
