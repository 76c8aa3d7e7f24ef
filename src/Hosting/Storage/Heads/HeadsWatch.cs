using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Hosting.Storage.Heads;

/// <summary>
/// Compares the audit log with the recorded heads at startup, publishes contradictions, and at most once a second records heads that could
/// not be recorded with their row.
/// </summary>
internal sealed partial class HeadsWatch(
    AuditHeads heads, IAuditStore store, IStorageHealth health, IGrainFactory grains, TimeProvider time, ILogger<HeadsWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private bool _compared;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(StopTimeout, time);
        await CheckAsync(limit.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await CheckAsync(stoppingToken);

                // The writer records the head with its row; this loop retries those that failed.
                if (_compared) await heads.Pending.WaitAsync(stoppingToken);
                await Task.Delay(Period, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    // Nothing is recorded while the database is unavailable or not the right one.
    private async Task CheckAsync(CancellationToken cancellation)
    {
        if (!health.IsHealthy) return;
        try
        {
            if (!_compared) await CompareAsync(cancellation);
            await heads.RecordAsync(store, cancellation).WaitAsync(cancellation);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            if (!cancellation.IsCancellationRequested) LogNotKept(problem.Message);
        }
    }

    private async Task CompareAsync(CancellationToken cancellation)
    {
        foreach (var (head, reason) in await heads.CompareAsync(store, cancellation))
        {
            var title = $"The audit log{(head.Chain.Length == 0 ? "" : $" of {head.Chain}")} is not the one on record";
            LogBroken(title, reason, heads.Path);
            await grains.Feed().Publish([EventComposer.System(
                string.Create(CultureInfo.InvariantCulture, $"audit-heads:{head.Chain}:{head.Sequence}:{head.Hash[..16]}"),
                time.GetUtcNow(), Severity.Critical, EventSource.Monitor,
                head.Chain.Length == 0 ? null : head.Chain, title,
                $"{title}: {reason}. If a backup was restored or the database was begun anew on purpose, move '{heads.Path}' away and "
                    + $"restart the monitor.")]).WaitAsync(cancellation);
        }

        _compared = true;
    }

    [LoggerMessage(LogLevel.Critical, "{Title}: {Reason}. The record is {Path}")]
    private partial void LogBroken(string title, string reason, string? path);

    [LoggerMessage(LogLevel.Warning, "The ends of the audit log are not stored yet: {Reason}")]
    private partial void LogNotKept(string reason);
}
