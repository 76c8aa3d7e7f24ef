using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Silo;

/// <summary>A worker silo: watches, but serves no API.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => ProgramRun.ToEndAsync(async () =>
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddMonitorSilo(MonitorConfiguration.Load(builder.Configuration));
        using var host = builder.Build();
        await host.RunAsync();
    });
}
