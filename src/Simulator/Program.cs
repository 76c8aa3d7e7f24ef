namespace OrleansMonitor.Simulator;

internal static class Program
{
    private static Task<int> Main(string[] args) => CommandLine.SimulatorCommand.RunAsync(args);
}
