using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Audit;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Compares the machine's clock at startup with the newest stored record: the clock may have been set while no process ran.
/// </summary>
internal sealed partial class StartupClockCheck(
    SteadyClock clock, IEventStore events, IAuditStore actions, RecordAge age, ILogger<StartupClockCheck> log)
{
    /// <summary>The clock step to report; null for none.</summary>
    public ClockStep? Step { get; private set; }

    public async Task Run(CancellationToken cancellation)
    {
        try
        {
            var newest = await NewestAsync(cancellation);
            if (newest is { } record && clock.ResumeAfter(record) is { } step && step.By.Duration() > SteadyClock.SmallestStep)
                Step = step;
            age.RecordNewest(newest);
        }
        catch (Exception problem) when (problem is not (OutOfMemoryException or OperationCanceledException))
        {
            // An unavailable database is reported by its first user that cannot do without it.
            LogUnread(log, problem.Message);
        }
    }

    // By sequence, not by time: a record of a wrong clock may lie in the future for ever.
    private async Task<DateTimeOffset?> NewestAsync(CancellationToken cancellation)
    {
        var last = await events.LastSequenceAsync(cancellation);
        var lastEvents = last == 0 ? [] : await events.ReadAfterAsync(last - 1, 1, cancellation);
        var lastActions = await actions.ListAsync(new ActionQuery(1), cancellation);
        DateTimeOffset[] times = [.. lastEvents.Select(one => one.Timestamp), .. lastActions.Items.Select(row => row.Timestamp)];
        return times.Length == 0 ? null : times.Max();
    }

    [LoggerMessage(LogLevel.Warning, "The clock could not be compared with the stored records: {Reason}")]
    private static partial void LogUnread(ILogger log, string reason);
}
