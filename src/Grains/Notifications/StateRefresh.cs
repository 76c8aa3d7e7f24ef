using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>
/// Says of incidents that they are still open, or ended a moment ago, to a destination that forgets them otherwise. What is open is read
/// from the stores each time, so nothing has to survive a restart. Nothing is recorded: the messages were delivered.
/// </summary>
internal sealed partial class StateRefresh(
    INotificationStore store, MessageDelivery delivery, MonitorSettings settings, NotificationMetrics metrics, TimeProvider time,
    ILogger<StateRefresh> log)
{
    /// <summary>How many incidents are refreshed in one request.</summary>
    public const int PerRequest = 500;

    /// <summary>
    /// How long the end of an incident is repeated: as long as an alert is valid that a refresh opened again, or whose end a member missed.
    /// </summary>
    public static readonly TimeSpan AfterEnd = TimeSpan.FromMinutes(5);

    /// <summary>The longest time for a read of what is open. What was read last is used then.</summary>
    public static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    private IReadOnlyList<Notification>? _last;
    private DateTimeOffset _told = time.GetUtcNow();
    private string? _unread;
    private string? _refused;

    /// <summary>When the destination last took a refresh; at first, when the refreshes began. Null if nothing is open.</summary>
    public DateTimeOffset? ToldAt => _last?.Any(one => !one.Notice.IsRecovery) == false ? null : _told;

    /// <summary>Refreshes all that the destination was notified of and that is open.</summary>
    public async Task Run(Destination destination, CancellationToken stop)
    {
        try
        {
            var told = new HashSet<(string, bool)>();
            var isTold = true;
            string? refused = null;

            // Read anew before each request: what ended meanwhile must not be sent as open.
            while (Next(await List(destination, stop), told) is { Length: > 0 } some)
            {
                var outcome = await delivery.Refresh(destination, [.. some.Select(one => Render(one, destination))], stop);
                metrics.Refreshed(destination.Kind, outcome);
                refused ??= outcome.IsAccepted ? outcome.Refused : outcome.Detail;
                isTold &= outcome.IsAccepted;
            }

            if (isTold) _told = time.GetUtcNow();
            Note(destination, refused);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The next activation begins with a refresh.
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Note(destination, problem.Message);
        }
    }

    private static Notification[] Next(IReadOnlyList<Notification> shown, HashSet<(string, bool)> told)
    {
        Notification[] next = [.. shown.Where(one => !told.Contains(Key(one))).Take(PerRequest)];
        told.UnionWith(next.Select(Key));
        return next;
    }

    private static (string, bool) Key(Notification one) => (one.Notice.IncidentId, one.Notice.IsRecovery);

    private NotificationMessage Render(Notification one, Destination destination) => MessageRenderer.Render(
        one, one.Notice.IsRecovery ? MessageForm.Recovery : MessageForm.Trouble, delivery.LimitsOf(destination),
        settings.Notifications.PublicAddress);

    // A database that is away must not end all alerts.
    private async Task<IReadOnlyList<Notification>> List(Destination destination, CancellationToken stop)
    {
        try
        {
            _last = await store.ListShownAsync(destination.Name, time.GetUtcNow() - AfterEnd, stop).WaitAsync(ReadLimit, time, stop);
            _unread = null;
        }
        catch (Exception problem) when (_last is not null && problem is not OutOfMemoryException && !stop.IsCancellationRequested)
        {
            if (_unread is null) LogUnread(log, destination.Name, problem.Message);
            _unread = problem.Message;
        }

        return _last;
    }

    // Once per change, not each minute.
    private void Note(Destination destination, string? refused)
    {
        if (refused == _refused) return;
        if (refused is null) LogMended(log, destination.Name);
        else LogRefused(log, destination.Name, refused);
        _refused = refused;
    }

    [LoggerMessage(LogLevel.Warning,
        "Destination {Destination} or a part of it was not told what is still open; it is told again each minute: {Detail}")]
    private static partial void LogRefused(ILogger log, string destination, string detail);

    [LoggerMessage(LogLevel.Information, "Destination {Destination} is told what is still open again")]
    private static partial void LogMended(ILogger log, string destination);

    [LoggerMessage(LogLevel.Warning, "What is open cannot be read for {Destination}; it is told what was read last: {Reason}")]
    private static partial void LogUnread(ILogger log, string destination, string reason);
}
