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
        var actions = GrainFactory.Audit(null).CleanUp(now - keep.Actions);
        var past = incidents.CleanUpAsync(now - keep.Actions, CancellationToken.None);
        var messages = notifications.CleanUpAsync(now - keep.Actions, CancellationToken.None);
        var old = events.CleanUpAsync(now - keep.Events, CancellationToken.None);

        // One that fails stops no other. The next tick tries all of them again.
        await Task.WhenAll(actions, past, messages, old);
        _cleaned = time.GetTimestamp();
        if (await actions + await past + await old > 0) LogCleaned(log, await actions, await past, await old);
    }

    [LoggerMessage(LogLevel.Warning, "Retention deletes nothing yet: {Reason}")]
    private static partial void LogKept(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "Retention deleted {Actions} actions, {Incidents} incidents and {Events} events")]
    private static partial void LogCleaned(ILogger log, int actions, int incidents, int events);
}
