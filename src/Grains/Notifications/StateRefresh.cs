using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>
/// Says of incidents that they are still open, to destinations that forget them otherwise. What is open is read from the stores each time,
/// so nothing has to survive a restart. Nothing is recorded: the messages were delivered.
/// </summary>
internal sealed partial class StateRefresh(
    INotificationStore store, MessageDelivery delivery, MonitorSettings settings, ILogger<StateRefresh> log)
{
    /// <summary>How many incidents are refreshed in one request.</summary>
    public const int PerRequest = 500;

    /// <summary>Refreshes all that the destination was notified of and that is open.</summary>
    public async Task Run(Destination destination, CancellationToken stop)
    {
        try
        {
            var limits = delivery.LimitsOf(destination);
            var shown = await store.ListShownAsync(destination.Name, stop);
            var messages = shown.GroupBy(one => one.Notice.IncidentId, StringComparer.Ordinal).Select(incident => MessageRenderer.Render(
                incident.Last(), MessageForm.Trouble, limits, settings.Notifications.PublicAddress));
            foreach (var some in messages.Chunk(PerRequest))
            {
                var outcome = await delivery.Refresh(destination, some, stop);
                if (outcome.Result != DeliveryResult.Delivered) LogFailed(log, destination.Name, outcome.Detail);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The next activation begins with a refresh.
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogFailed(log, destination.Name, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Destination {Destination} was not told what is still open; it is told again in a minute: {Detail}")]
    private static partial void LogFailed(ILogger log, string destination, string detail);
}
