using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Logging;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Silo;

/// <summary>A worker silo: watches, but serves no API.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => ProgramRun.ToEndAsync(async () =>
    {
        if (args is [MoveDataCommand.Flag, var file, ..])
        {
            var settings = new ConfigurationBuilder().AddJsonFile(
                Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).AddEnvironmentVariables()
                    .AddCommandLine(args[2..]);
            await MoveDataCommand.RunAsync(file, settings.Build(), Console.WriteLine, CancellationToken.None);
            return;
        }

        var builder =
            Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddLineLog();
        builder.AddMonitorSilo(MonitorConfiguration.Load(builder.Configuration));
        using var host = builder.Build();
        await host.RunAsync();
    });
}
