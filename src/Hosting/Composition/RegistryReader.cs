using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Registry;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Updates this process' list of watched clusters from the registry. While the registry does not answer, the last list stays in force.
/// </summary>
internal sealed partial class RegistryReader(
    IGrainFactory grains, MonitorSettings settings, TimeProvider time, ILogger<RegistryReader> log)
{
    // A start waits for it, and the next read comes within a second.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private bool _isFailing;

    /// <summary>Reads the registry if it has changed. Never fails.</summary>
    public async Task Read()
    {
        try
        {
            var clusters = settings.Clusters;
            var registry = await grains.ClusterRegistry().Get(clusters.IsComplete ? clusters.Registry.Version : null)
                .WaitAsync(Limit, time);
            if (registry is not null && clusters.Apply(registry)) LogChanged(log, string.Join(", ", clusters));
            _isFailing = false;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            if (!_isFailing) LogFailing(log, problem.Message);
            _isFailing = true;
        }
    }

    [LoggerMessage(LogLevel.Debug, "The clusters that are watched now: {Clusters}")]
    private static partial void LogChanged(ILogger log, string clusters);

    [LoggerMessage(LogLevel.Warning,
        "The list of added clusters cannot be read; the monitor uses the last one and tries again: {Reason}")]
    private static partial void LogFailing(ILogger log, string reason);
}
