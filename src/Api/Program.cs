using OrleansMonitor.Hosting.Composition;

namespace OrleansMonitor.Api;

/// <summary>The API host: a silo, REST and SignalR in one process.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args.Contains("--help") || args.Contains("-h")) return CommandLine.Help();
        if (args.Contains("--version")) return CommandLine.Version();
        return await ProgramRun.ToEndAsync(async () =>
        {
            await using var app = await MonitorApp.BuildAsync(args);
            await app.RunAsync();
        });
    }
}
