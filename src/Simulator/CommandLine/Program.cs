namespace OrleansMonitor.Simulator.CommandLine;

internal static class Program
{
    private static Task<int> Main(string[] args) => SimulatorCommand.RunAsync(args);
}
