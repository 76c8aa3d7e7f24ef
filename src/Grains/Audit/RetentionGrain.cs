using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.History;

namespace OrleansMonitor.Grains.Audit;

internal sealed partial class RetentionGrain(
    IEventStore events, IIncidentStore incidents, INotificationStore notifications, HistoryUpkeep history, RecordAge age,
    MonitorSettings settings, TimeProvider time, ILogger<RetentionGrain> log)
    : Grain, IRetentionGrain
{
    private long? _cleaned;

    public async Task CleanUp()
    {
        if (_cleaned is { } before && time.GetElapsedTime(before) < settings.Tiers.Background / 2) return;
        if (age.ReasonToKeep is { } reason)
        {
            LogKept(log, reason);
            return;
        }

        // Not awaited: rolling up a day of 10,000 guests takes seconds.
        history.Start().Ignore();
        var now = time.GetUtcNow();
        var keep = settings.Retention;
        var actions = await GrainFactory.Audit(null).CleanUp(now - keep.Actions);
        var past = await incidents.CleanUpAsync(now - keep.Actions, CancellationToken.None);
        await notifications.CleanUpAsync(now - keep.Actions, CancellationToken.None);
        var old = await events.CleanUpAsync(now - keep.Events, CancellationToken.None);
        _cleaned = time.GetTimestamp();
        if (actions + past + old > 0) LogCleaned(log, actions, past, old);
    }

    [LoggerMessage(LogLevel.Warning, "Retention deletes nothing yet: {Reason}")]
    private static partial void LogKept(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "Retention deleted {Actions} actions, {Incidents} incidents and {Events} events")]
    private static partial void LogCleaned(ILogger log, int actions, int incidents, int events);
}
