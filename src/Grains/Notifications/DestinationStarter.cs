using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>
/// Starts the configured destinations once the silo is active. An incident about one that is no longer configured ends with the first
/// check.
/// </summary>
internal sealed class DestinationStarter(IGrainFactory grains, MonitorSettings settings)
{
    public Task Start()
    {
        grains.DestinationWatch().Check().Ignore();
        return Task.WhenAll(settings.Notifications.Destinations.Select(destination => grains.Destination(destination.Name).Start()));
    }
}
