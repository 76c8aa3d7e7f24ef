using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Grains.Polling;

// Reentrant so that a reminder during a tick is skipped instead of queued.
[Reentrant, ClusterPlacement]
internal sealed partial class TierSchedulerGrain(
    IServiceProvider services, IReminderTable reminders, MonitorSettings settings, PollingMetrics metrics, TimeProvider time,
    ILogger<TierSchedulerGrain> log)
    : Grain, ITierSchedulerGrain, IRemindable
{
    private const string ReminderPrefix = "tick/";

    // The reminder service waits 30 s for an answer; a longer tick continues in the background.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    // A reminder is late by milliseconds. If it is later than this, it was lost.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    // First failures are mostly a silo that shuts down, and a quick retry finds another. Repeated ones back off to the period.
    private static readonly TimeSpan FirstRetryPause = TimeSpan.FromSeconds(1);

    private readonly TickOutcome _outcome = new(time);
    private Task _running = Task.CompletedTask;
    private long? _attempted;
    private Deadline? _expected;
    private int _failures;

    public async Task Start(TimeSpan due, TimeSpan period)
    {
        // Every silo that starts calls this: an existing reminder keeps its grid, so that ticks are not delayed. The period is part of the
        // name because Orleans does not report it.
        var name = ReminderName(period);
        var known = await this.GetReminders();
        foreach (var old in known.Where(reminder => reminder.ReminderName != name)) await this.UnregisterReminder(old);
        if (known.All(reminder => reminder.ReminderName != name) || await StartsTooLate(name, due > period ? due : period))
            await this.RegisterOrUpdateReminder(name, due, period);
        else if (_attempted is null)
            this.RegisterGrainTimer(
                FirstTick, new GrainTimerCreationOptions(due, System.Threading.Timeout.InfiniteTimeSpan) { Interleave = true });
        if (_attempted is null) _expected = new(time.GetTimestamp(), due + Tolerance);
        var (cluster, tier) = GrainReference.SchedulerKey();
        LogStarted(log, tier, cluster, period, due);
    }

    public async Task Stop()
    {
        foreach (var reminder in await this.GetReminders()) await this.UnregisterReminder(reminder);
        DeactivateOnIdle();
    }

    public async Task<bool> Tick()
    {
        if (!_running.IsCompleted) return false;
        _running = Run();
        await _running;
        return true;
    }

    public async Task EnsureTicking()
    {
        var (cluster, tier) = GrainReference.SchedulerKey();
        if (!_running.IsCompleted || _expected?.IsOver(time) == false
            || (_attempted is { } last && time.GetElapsedTime(last) < RetryPause(tier))) return;
        metrics.OverdueStarted(cluster, tier);
        _running = Run();
        await RenewReminder(settings.Tiers.Period(tier));
    }

    public async Task<TierReport> Check(bool ensureTicking)
    {
        if (ensureTicking) await EnsureTicking();
        return _outcome.Report();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var (cluster, tier) = GrainReference.SchedulerKey();
        if (!settings.Clusters.Contains(cluster))
        {
            // A silo that has just started may not know all clusters yet.
            if (settings.Clusters.IsComplete && await this.GetReminder(reminderName) is { } stale) await this.UnregisterReminder(stale);
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
            await _running.WaitAsync(Timeout, time);
        }
        catch (TimeoutException)
        {
            LogSlow(log, tier, cluster, Timeout);
        }
    }

    // The period may be half an hour, and the first results should come sooner after a start.
    private Task FirstTick(CancellationToken cancellation) => _attempted is null ? Tick() : Task.CompletedTask;

    // True if it was registered by a silo whose clock was ahead, or before this clock was set back.
    private async Task<bool> StartsTooLate(string name, TimeSpan within) =>
        await reminders.ReadRow(this.GetGrainId(), name) is { } row && row.StartAt > (time.GetUtcNow() + within + Tolerance).UtcDateTime;

    private async Task RenewReminder(TimeSpan period)
    {
        if (await StartsTooLate(ReminderName(period), period)) await this.RegisterOrUpdateReminder(ReminderName(period), period, period);
    }

    private static string ReminderName(TimeSpan period) => ReminderPrefix + period.ToString("c", CultureInfo.InvariantCulture);

    private TimeSpan RetryPause(Tier tier)
    {
        var pause = FirstRetryPause * Math.Pow(2, Math.Clamp(_failures - 1, 0, 10));
        return pause < settings.Tiers.Period(tier) ? pause : settings.Tiers.Period(tier);
    }

    private async Task Run()
    {
        var (cluster, tier) = GrainReference.SchedulerKey();
        if (!settings.Clusters.Contains(cluster)) return;
        var began = time.GetTimestamp();
        _outcome.Began();
        _attempted = began;
        try
        {
            await services.GetRequiredKeyedService<ITierTick>(tier).Run(cluster);
            metrics.Ticked(cluster, tier, time.GetElapsedTime(began), failed: false);
            _outcome.Succeeded();
            _failures = 0;
            _expected = new(began, settings.Tiers.Period(tier) + Tolerance);
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
        return status.Period > TimeSpan.Zero && since > TimeSpan.Zero ? TimeSpan.FromTicks(since.Ticks % status.Period.Ticks)
            : TimeSpan.Zero;
    }

    private sealed record Deadline(long Since, TimeSpan Within)
    {
        public bool IsOver(TimeProvider time) => time.GetElapsedTime(Since) >= Within;
    }

    [LoggerMessage(LogLevel.Debug, "The {Tier} tier of {Cluster} ticks every {Period}, first in {Due}")]
    private static partial void LogStarted(ILogger log, Tier tier, ClusterName cluster, TimeSpan period, TimeSpan due);

    [LoggerMessage(LogLevel.Warning, "A {Tier} tick of {Cluster} was skipped: the previous one is still running")]
    private static partial void LogSkipped(ILogger log, Tier tier, ClusterName cluster);

    [LoggerMessage(LogLevel.Warning, "A {Tier} tick of {Cluster} runs longer than {Timeout}")]
    private static partial void LogSlow(ILogger log, Tier tier, ClusterName cluster, TimeSpan timeout);

    [LoggerMessage(LogLevel.Error, "A {Tier} tick of {Cluster} failed; the next one tries again")]
    private static partial void LogFailed(ILogger log, Tier tier, ClusterName cluster, Exception problem);
}
