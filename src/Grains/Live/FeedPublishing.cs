using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Grains.Live;

/// <summary>Publishes events of changes that are in force already. Whoever misses the event reads the change within seconds.</summary>
internal static partial class FeedPublishing
{
    /// <summary>Publishes an event; a failure is logged and changes nothing.</summary>
    public static async Task TryPublish(this IGrainFactory grains, MonitorEvent e, ILogger log)
    {
        try
        {
            await grains.Feed().Publish([e]);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnpublished(log, e.Message, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The change is in force, but its event was not published: {Change} {Reason}")]
    private static partial void LogUnpublished(ILogger log, string change, string reason);
}
