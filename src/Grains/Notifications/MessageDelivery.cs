using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>Sends one message, within a time limit.</summary>
internal sealed partial class MessageDelivery(INotificationSender sender, TimeProvider time, ILogger<MessageDelivery> log)
{
    /// <summary>The longest time for one attempt.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>How much text a destination takes.</summary>
    public MessageLimits LimitsOf(Destination destination) => sender.LimitsOf(destination);

    /// <summary>Sends a message. Every failure is an outcome; only <paramref name="stop"/> throws.</summary>
    public Task<DeliveryOutcome> Send(Destination destination, NotificationMessage message, CancellationToken stop) =>
        Within(destination, cancellation => sender.SendAsync(destination, message, cancellation), stop);

    /// <summary>Says which incidents are still open. Every failure is an outcome; only <paramref name="stop"/> throws.</summary>
    public Task<DeliveryOutcome> Refresh(Destination destination, IReadOnlyList<NotificationMessage> open, CancellationToken stop) =>
        Within(destination, cancellation => sender.RefreshAsync(destination, open, cancellation), stop);

    private async Task<DeliveryOutcome> Within(
        Destination destination, Func<CancellationToken, Task<DeliveryOutcome>> send, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            // A channel that ignores its token must not hold up the others.
            return await send(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new(DeliveryResult.Unknown, $"No answer came within {Limit.TotalSeconds:0} seconds.");
        }
        catch (Exception problem) when (problem is not OperationCanceledException and not OutOfMemoryException)
        {
            // Its message may quote an address that contains a secret.
            var kind = problem.GetType().Name;
            LogUnexpected(log, destination.Name, kind);
            return new(DeliveryResult.Transient, $"Sending failed ({kind}).");
        }
    }

    [LoggerMessage(LogLevel.Error, "Sending to the destination {Destination} failed unexpectedly: {Kind}")]
    private static partial void LogUnexpected(ILogger log, string destination, string kind);
}
