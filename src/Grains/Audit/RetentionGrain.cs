using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Audit;

internal sealed partial class RetentionGrain(
    IEventStore events, IIncidentStore incidents, MonitorSettings settings, TimeProvider time, ILogger<RetentionGrain> log) : Grain, IRetentionGrain
{
    private DateTimeOffset _cleaned = DateTimeOffset.MinValue;

    public async Task CleanUp()
    {
        var now = time.GetUtcNow();
        if (now - _cleaned < settings.Tiers.Background / 2) return;
        var keep = settings.Retention;
        var actions = await GrainFactory.Audit(null).CleanUp(now - keep.Actions);
        var past = await incidents.CleanUpAsync(now - keep.Actions, CancellationToken.None);
        var old = await events.CleanUpAsync(now - keep.Events, CancellationToken.None);
        _cleaned = now;
        if (actions + past + old > 0) LogCleaned(log, actions, past, old);
    }

    [LoggerMessage(LogLevel.Information, "Retention deleted {Actions} actions, {Incidents} incidents and {Events} events")]
    private static partial void LogCleaned(ILogger log, int actions, int incidents, int events);
}
