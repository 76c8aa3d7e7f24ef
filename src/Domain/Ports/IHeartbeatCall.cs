using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Ports;

/// <summary>Calls the service that expects the heartbeat (<see cref="HeartbeatSettings"/>).</summary>
public interface IHeartbeatCall
{
    /// <summary>Calls it once, within 10 s.</summary>
    /// <param name="problem">What does not work; null if everything does.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    Task<DeliveryOutcome> CallAsync(string? problem, CancellationToken cancellation);
}
