using System.CommandLine;
using OrleansMonitor.Trust.Faults;
using OrleansMonitor.Trust.Shrinking;
using OrleansMonitor.Trust.Trials;

namespace OrleansMonitor.Trust.CommandLine;

/// <summary>Tests the monitor on virtual time: <c>dotnet run --project trust -c Release -- faults</c>.</summary>
internal static class TrustCommand
{
    public static Task<int> RunAsync(string[] args)
    {
        var command =
            new RootCommand("Plays simulated clusters and the monitor that watches them on virtual time, and judges what came of it")
        {
            TrialCommand.Make("trial"), PlayCommand.Make(), ShrinkCommand.Make(), BiteCommand.Make(), FaultsCommand.Make(),
            RepeatCommand.Make(),
            SpeedCommand.Make(), WorkerCommand.Make(),
        };
        return command.Parse(args).InvokeAsync();
    }
}
