using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api;

/// <summary>The API host: a silo, REST and SignalR in one process.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args.Contains("--help") || args.Contains("-h")) return CommandLine.Help();
        if (args.Contains("--version")) return CommandLine.Version();
        try
        {
            await using var app = await MonitorApp.BuildAsync(args);
            await app.RunAsync();
            return 0;
        }
        catch (ConfigurationException bad)
        {
            foreach (var problem in bad.Problems) await Console.Error.WriteLineAsync($"{problem.Key} {problem.Message}");
            return 2;
        }
    }
}
