using Orleans.Concurrency;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>
/// Sends the notifications of one destination. Key: the destination's name. Its only state is the outbox in the database.
/// </summary>
[Alias("destination-grain")]
public interface IDestinationGrain : IGrainWithStringKey
{
    /// <summary>Makes sure that it wakes by itself, also after a failure of its silo.</summary>
    [Alias("start")]
    Task Start();

    /// <summary>Begins to send what is due, unless it does so already. Returns at once.</summary>
    [Alias("wake"), OneWay]
    Task Wake();

    /// <summary>Begins to send what is no longer muted, because the silences changed. Returns at once.</summary>
    [Alias("unmute"), OneWay]
    Task Unmute();

    /// <summary>Sends what is due. Returns when nothing more is due, or when the destination fails.</summary>
    [Alias("drain"), ResponseTimeout("00:30:00")]
    Task Drain();

    /// <summary>Puts a notification that was given up back into the queue.</summary>
    /// <param name="id">The notification's id.</param>
    [Alias("retry")]
    Task<RetryDecision> Retry(string id);

    /// <summary>
    /// When the destination last took what is still open; null if nothing is open or it forgets nothing. Limited to 5 s.
    /// </summary>
    [Alias("refreshed-at"), ResponseTimeout("00:00:05")]
    Task<DateTimeOffset?> RefreshedAt();

    /// <summary>Sends a test message and returns what the destination answered. Nothing is stored.</summary>
    [Alias("send-test"), ResponseTimeout("00:01:00")]
    Task<DeliveryOutcome> SendTest();
}
