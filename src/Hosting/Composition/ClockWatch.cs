using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Detects within a second that the machine's clock was set, and publishes it as an event.</summary>
internal sealed partial class ClockWatch(IGrainFactory grains, SteadyClock clock, StartupClockCheck start, ILogger<ClockWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(5);

    private readonly Queue<ClockStep> _unpublished = new();
    private bool _startChecked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Check(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task Check(CancellationToken stopping)
    {
        if (!_startChecked && start.Step is { } found) Enqueue(found);
        _startChecked = true;
        if (clock.ConsumeStep() is { } step) Enqueue(step);
        while (_unpublished.TryPeek(out var next) && await TryPublishAsync(next, stopping)) _unpublished.Dequeue();
    }

    private void Enqueue(ClockStep step)
    {
        LogStep(log, step.By, step.At, step.Machine);
        _unpublished.Enqueue(step);
    }

    // An event is stored once per id, so a retry after a lost answer makes no duplicate.
    private async Task<bool> TryPublishAsync(ClockStep step, CancellationToken stopping)
    {
        try
        {
            await grains.Feed().Publish([step.Event(Environment.MachineName)]).WaitAsync(PublishLimit, clock, stopping);
            return true;
        }
        catch (Exception problem) when (problem is not (OutOfMemoryException or OperationCanceledException))
        {
            LogUnpublished(log, problem.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "The machine's clock differs by {By} from what it was: it is {MonitorTime:O} by the monitor's own time, {MachineTime:O} by the "
            + "machine's clock")]
    private static partial void LogStep(ILogger log, TimeSpan by, DateTimeOffset monitorTime, DateTimeOffset machineTime);

    [LoggerMessage(LogLevel.Warning, "The clock change could not be published yet: {Reason}")]
    private static partial void LogUnpublished(ILogger log, string reason);
}
