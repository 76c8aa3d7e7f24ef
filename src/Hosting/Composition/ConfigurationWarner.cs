using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Logs, at each start, which settings give up protection.</summary>
internal sealed partial class ConfigurationWarner(CheckedConfiguration configuration, ILogger<ConfigurationWarner> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in ConfigurationWarnings.Of(configuration)) LogWarning(log, warning);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    private static partial void LogWarning(ILogger log, string warning);
}
