using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>Starts the configured destinations once the silo is active.</summary>
internal sealed class DestinationStarter(IGrainFactory grains, MonitorSettings settings)
{
    public Task Start() =>
        Task.WhenAll(settings.Notifications.Destinations.Select(destination => grains.Destination(destination.Name).Start()));
}
