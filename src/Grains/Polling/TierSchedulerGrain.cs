using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Grains.Polling;

// Reentrant so that a reminder which comes while a tick runs can see that and skip instead of queueing behind it.
[Reentrant, ClusterPlacement]
internal sealed partial class TierSchedulerGrain(
    IServiceProvider services, MonitorSettings settings, PollingMetrics metrics, TimeProvider time, ILogger<TierSchedulerGrain> log)
    : Grain, ITierSchedulerGrain, IRemindable
{
    private const string ReminderPrefix = "tick/";

    // The reminder service waits 30 s for an answer; a longer tick goes on by itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // A reminder is late by milliseconds; what is later than this was lost.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    // The first failures are mostly a silo that goes, and the next try finds another; what fails on and on comes back to its period.
    private static readonly TimeSpan FirstRetryPause = TimeSpan.FromSeconds(1);

    private readonly TickOutcome _outcome = new(time);
    private Task _running = Task.CompletedTask;
    private DateTimeOffset _attemptedAt;
    private DateTimeOffset _expectedBy;
    private int _failures;

    public async Task Start(TimeSpan due, TimeSpan period)
    {
        // A reminder that is there already keeps its grid: every silo that starts comes here, and a tick must not wait for it anew. The period is
        // part of the name because Orleans does not tell it.
        var name = ReminderPrefix + period.ToString("c", CultureInfo.InvariantCulture);
        var known = await this.GetReminders();
        foreach (var old in known.Where(reminder => reminder.ReminderName != name)) await this.UnregisterReminder(old);
        if (known.All(reminder => reminder.ReminderName != name)) await this.RegisterOrUpdateReminder(name, due, period);
        else if (_attemptedAt == default) this.RegisterGrainTimer(FirstTick, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true });
        if (_attemptedAt == default) _expectedBy = time.GetUtcNow() + due + Tolerance;
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

    public Task Nudge()
    {
        var now = time.GetUtcNow();
        var (cluster, tier) = GrainReference.SchedulerKey();
        if (!_running.IsCompleted || now < _expectedBy || now - _attemptedAt < RetryPause(tier)) return Task.CompletedTask;
        metrics.Nudged(cluster, tier);
        _running = Run();
        return Task.CompletedTask;
    }

    public async Task<TierReport> LookAfter(bool nudge)
    {
        if (nudge) await Nudge();
        return _outcome.Report();
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

    // The grid may be half an hour wide; who has just started the monitor wants to see something sooner.
    private Task FirstTick(CancellationToken cancellation) => _attemptedAt == default ? Tick() : Task.CompletedTask;

    private TimeSpan RetryPause(Tier tier)
    {
        var pause = FirstRetryPause * Math.Pow(2, Math.Clamp(_failures - 1, 0, 10));
        return pause < settings.Tiers.Period(tier) ? pause : settings.Tiers.Period(tier);
    }

    private async Task Run()
    {
        _attemptedAt = time.GetUtcNow();
        var (cluster, tier) = GrainReference.SchedulerKey();
        var began = time.GetTimestamp();
        _outcome.Began();
        try
        {
            await services.GetRequiredKeyedService<ITierTick>(tier).Run(cluster);
            metrics.Ticked(cluster, tier, time.GetElapsedTime(began), failed: false);
            _outcome.Succeeded();
            _failures = 0;
            _expectedBy = _attemptedAt + settings.Tiers.Period(tier) + Tolerance;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            _outcome.Failed(problem);
            _failures++;
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
