using System.Collections.Immutable;
using System.Security.Claims;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>
/// The queries and commands of the dashboard on notifications. Calls throw if the database or a silo does not answer. Commands check the
/// user's role, whatever a page offers.
/// </summary>
public interface INotificationService
{
    /// <summary>The configured destinations and how they are.</summary>
    Task<ImmutableArray<DestinationStatus>> DestinationsAsync(CancellationToken cancellation);

    /// <summary>The newest 100 messages that were given up.</summary>
    Task<ImmutableArray<Notification>> DeadAsync(CancellationToken cancellation);

    /// <summary>Why each destination was notified of an incident, or was not.</summary>
    Task<ImmutableArray<NotificationRecord>> RecordAsync(Incident incident, CancellationToken cancellation);

    /// <summary>All silences, the newest first.</summary>
    Task<IReadOnlyList<Silence>> SilencesAsync();

    /// <summary>Sends a test message and returns what the destination answered, or why it was not sent. Audited.</summary>
    Task<TestAnswer> SendTestAsync(string destination, ClaimsPrincipal user);

    /// <summary>Sends a message again that was given up. Audited. Returns why it was refused, or null.</summary>
    Task<string?> RetryAsync(string id, ClaimsPrincipal user, CancellationToken cancellation);

    /// <summary>Creates a silence. Audited and published. Returns why it was refused, or null.</summary>
    Task<string?> SilenceAsync(SilenceDraft draft, ClaimsPrincipal user, CancellationToken cancellation);

    /// <summary>Ends a silence. Audited and published. Returns why it was refused, or null.</summary>
    Task<string?> EndSilenceAsync(string id, ClaimsPrincipal user);
}

/// <summary>How a destination is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its channel, such as <c>webhook</c>.</param>
/// <param name="LastDelivery">When it accepted the newest message that it accepted; null if none.</param>
/// <param name="Waiting">How many messages wait, at most 1000.</param>
/// <param name="OldestWaiting">When the oldest of them happened; null if none waits.</param>
/// <param name="Dead">How many messages were given up, at most 500.</param>
/// <param name="Silenced">How many messages are muted, at most 1000.</param>
public sealed record DestinationStatus(
    string Name, string Kind, DateTimeOffset? LastDelivery, int Waiting, DateTimeOffset? OldestWaiting, int Dead, int Silenced);

/// <summary>What a destination answered to a test message.</summary>
/// <param name="IsDelivered">Whether it accepted the message.</param>
/// <param name="Text">Its answer, or why nothing was sent.</param>
public sealed record TestAnswer(bool IsDelivered, string Text);
