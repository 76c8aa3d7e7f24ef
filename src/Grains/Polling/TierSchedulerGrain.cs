using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Polling;

// Reentrant so that a reminder which comes while a tick runs can see that and skip instead of queueing behind it.
[Reentrant]
internal sealed partial class TierSchedulerGrain(
    IServiceProvider services, MonitorSettings settings, PollingMetrics metrics, TimeProvider time, ILogger<TierSchedulerGrain> log)
    : Grain, ITierSchedulerGrain, IRemindable
{
    private const string ReminderName = "tick";

    // The reminder service waits 30 s for an answer; a longer tick goes on by itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Task _running = Task.CompletedTask;

    public async Task Start(TimeSpan due, TimeSpan period)
    {
        await this.RegisterOrUpdateReminder(ReminderName, due, period);
        var (cluster, tier) = GrainReference.SchedulerKey();
        LogStarted(log, tier, cluster, period, due);
    }

    public async Task<bool> Tick()
    {
        if (!_running.IsCompleted) return false;
        _running = Run();
        await _running;
        return true;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var (cluster, tier) = GrainReference.SchedulerKey();
        if (!settings.Clusters.Contains(cluster))
        {
            if (await this.GetReminder(reminderName) is { } stale) await this.UnregisterReminder(stale);
            return;
        }

        if (!_running.IsCompleted)
        {
            metrics.Skipped(cluster, tier);
            LogSkipped(log, tier, cluster);
            return;
        }

        metrics.Late(cluster, tier, Lateness(status));
        _running = Run();
        try
        {
            await _running.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            LogSlow(log, tier, cluster, Patience);
        }
    }

    private async Task Run()
    {
        var (cluster, tier) = GrainReference.SchedulerKey();
        var began = time.GetTimestamp();
        try
        {
            await services.GetRequiredKeyedService<ITierTick>(tier).Run(cluster);
            metrics.Ticked(cluster, tier, time.GetElapsedTime(began), failed: false);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            metrics.Ticked(cluster, tier, time.GetElapsedTime(began), failed: true);
            LogFailed(log, tier, cluster, problem);
        }
    }

    private TimeSpan Lateness(TickStatus status)
    {
        var since = time.GetUtcNow().UtcDateTime - status.FirstTickTime;
        return status.Period > TimeSpan.Zero && since > TimeSpan.Zero ? TimeSpan.FromTicks(since.Ticks % status.Period.Ticks) : TimeSpan.Zero;
    }

    [LoggerMessage(LogLevel.Debug, "The {Tier} tier of {Cluster} ticks every {Period}, first in {Due}")]
    private static partial void LogStarted(ILogger log, Tier tier, ClusterName cluster, TimeSpan period, TimeSpan due);

    [LoggerMessage(LogLevel.Warning, "A {Tier} tick of {Cluster} was skipped: the one before still runs")]
    private static partial void LogSkipped(ILogger log, Tier tier, ClusterName cluster);

    [LoggerMessage(LogLevel.Warning, "A {Tier} tick of {Cluster} runs longer than {Patience}")]
    private static partial void LogSlow(ILogger log, Tier tier, ClusterName cluster, TimeSpan patience);

    [LoggerMessage(LogLevel.Error, "A {Tier} tick of {Cluster} failed; the next one tries again")]
    private static partial void LogFailed(ILogger log, Tier tier, ClusterName cluster, Exception problem);
}
