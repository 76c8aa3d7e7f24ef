using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Silo;

/// <summary>A worker silo: watches, but serves no API.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            var builder = Host.CreateApplicationBuilder(args);
            builder.AddMonitorSilo(MonitorConfiguration.Load(builder.Configuration));
            using var host = builder.Build();
            await host.RunAsync();
            return 0;
        }
        catch (ConfigurationException bad)
        {
            foreach (var problem in bad.Problems) await Console.Error.WriteLineAsync($"{problem.Key} {problem.Message}");
            return 2;
        }
    }
}
