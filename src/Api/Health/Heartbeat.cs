using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Health;

/// <summary>
/// Calls a service elsewhere while everything works that this process does: polls, storage, silo and notifications. One failed check may
/// pass, so it only skips a call; the second in a row is reported.
/// </summary>
internal sealed partial class Heartbeat(
    HeartbeatSettings settings, HealthCheckService health, IHeartbeatCall call, ApiMetrics metrics, TimeProvider time,
    ILogger<Heartbeat> log) : BackgroundService
{
    private const int ReportedFrom = 2;
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(15);

    private int _failures;
    private bool _unanswered;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Interval, time);
        try
        {
            if (settings.Interval > FirstAfter)
            {
                await Task.Delay(FirstAfter, time, stoppingToken);
                await Beat(stoppingToken);
            }

            while (await timer.WaitForNextTickAsync(stoppingToken)) await Beat(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task Beat(CancellationToken stopping)
    {
        var problem = await Check(stopping);
        _failures = problem is null ? 0 : _failures + 1;
        if (problem is not null && (_failures < ReportedFrom || !settings.ReportFailures))
        {
            metrics.CountHeartbeat("skipped");
            return;
        }

        var outcome = await call.CallAsync(problem, stopping);
        var received = outcome.Result == DeliveryResult.Delivered;
        metrics.CountHeartbeat((received, problem) switch { (false, _) => "unanswered", (_, null) => "alive", _ => "failure" });
        if (!received && !_unanswered) LogUnanswered(log, outcome.Detail);
        if (received && _unanswered) LogAnswered(log);
        _unanswered = !received;
    }

    // Null if everything works.
    private async Task<string?> Check(CancellationToken stopping)
    {
        try
        {
            using var limit = new CancellationTokenSource(CheckLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
            var report = await health.CheckHealthAsync(either.Token).WaitAsync(either.Token);
            var failed = report.Entries.Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
                .Select(entry => $"{entry.Key}: {entry.Value.Description ?? "failed"}").ToList();
            return failed.Count == 0 ? null : string.Join('\n', failed);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return $"The checks took longer than {CheckLimit.TotalSeconds:0} s.";
        }
    }

    [LoggerMessage(LogLevel.Warning, "The heartbeat was not received: {Detail} It is sent again with each interval.")]
    private static partial void LogUnanswered(ILogger log, string detail);

    [LoggerMessage(LogLevel.Information, "The heartbeat is received again.")]
    private static partial void LogAnswered(ILogger log);
}
