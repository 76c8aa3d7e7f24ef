using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Audit;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Compares the machine's clock with the newest record of an earlier process: it may have been set while none was running.
/// </summary>
internal sealed partial class ClockStart(SteadyClock clock, IEventStore events, IAuditStore actions, RecordAge age, ILogger<ClockStart> log)
{
    /// <summary>What is to be told of it; null where nothing is.</summary>
    public ClockStep? Found { get; private set; }

    public async Task Run(CancellationToken cancellation)
    {
        try
        {
            var newest = await NewestAsync(cancellation);
            if (newest is { } record && clock.ResumeAfter(record) is { } step && step.By.Duration() > SteadyClock.SmallestStep)
                Found = step;
            age.RecordNewest(newest);
        }
        catch (Exception problem) when (problem is not (OutOfMemoryException or OperationCanceledException))
        {
            // A database that is away says so itself, with the first of its users that cannot go on without.
            LogUnread(log, problem.Message);
        }
    }

    // By their order, not by their times: a record of a clock that was wrong may lie in the future for ever.
    private async Task<DateTimeOffset?> NewestAsync(CancellationToken cancellation)
    {
        var last = await events.LastSequenceAsync(cancellation);
        var told = last == 0 ? [] : await events.ReadAfterAsync(last - 1, 1, cancellation);
        var written = await actions.ListAsync(new ActionQuery(1), cancellation);
        DateTimeOffset[] times = [.. told.Select(one => one.Timestamp), .. written.Items.Select(row => row.Timestamp)];
        return times.Length == 0 ? null : times.Max();
    }

    [LoggerMessage(LogLevel.Warning, "The clock could not be compared with what is on record: {Reason}")]
    private static partial void LogUnread(ILogger log, string reason);
}
