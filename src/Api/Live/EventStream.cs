using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Health;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Api.Live;

/// <summary>
/// This process' copy of the feed: it follows the feed's grain by cursor and serves every subscriber by a cursor of its own, from memory or
/// from the store. So nobody waits for anybody, and a reconnect or a restart is but another cursor.
/// </summary>
internal sealed partial class EventStream(
    IGrainFactory grains, IEventStore store, UnstoredEvents unstored, ApiMetrics metrics, TimeProvider time, ILogger<EventStream> log)
    : BackgroundService
{
    private const int PageSize = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly EventRing _ring = new(4096);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Everything after a sequence, then what comes; only what comes where null. While the database does not store, that is told first, or
    /// in between, with sequence 0.
    /// </summary>
    /// <exception cref="HubException">The sequence is beyond the newest: the client knows another database. Or the store does not
    /// answer.</exception>
    public async IAsyncEnumerable<MonitorEvent> Read(long? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (failed, told, _) = unstored.After(0);
        if (failed is not null) yield return failed;
        await _started.Task.WaitAsync(cancellation);
        var cursor = after ?? _ring.Head;
        if (cursor > _ring.Head && cursor > await FromStore(store.LastSequenceAsync(cancellation)))
            throw new HubException(
                $"Sequence {cursor} is beyond the newest event: the database was reset. Subscribe with null, or with 0 for "
                    + $"everything kept.");

        while (true)
        {
            (failed, told, var other) = unstored.After(told);
            if (failed is not null) yield return failed;

            // Taken before the store is read: what is stored during the read is beyond it.
            var head = _ring.Head;
            var (events, more) = _ring.After(cursor);
            if (events is null)
            {
                events = await FromStore(store.ReadAfterAsync(cursor, PageSize, cancellation));
                // Retention has deleted all that the ring had lost.
                if (events.Count == 0) cursor = Math.Max(cursor, head);
            }
            else if (events.Count == 0)
            {
                await Task.WhenAny(more, other).WaitAsync(cancellation);
            }

            foreach (var e in events)
            {
                cursor = e.Sequence;
                yield return e;
            }
        }
    }

    private static async Task<T> FromStore<T>(Task<T> read)
    {
        try
        {
            return await read;
        }
        catch (StoreUnavailableException problem)
        {
            throw new HubException($"{problem.Message} Subscribe again after the last sequence received.", problem);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!_started.Task.IsCompleted)
                {
                    _ring.StartAfter(await store.LastSequenceAsync(stoppingToken));
                    _started.TrySetResult();
                }

                await foreach (var batch in grains.Feed().Follow(_ring.Head, stoppingToken).WithCancellation(stoppingToken))
                {
                    _ring.Add(batch);
                    foreach (var e in batch)
                    {
                        metrics.Passed(e);
                        LogEvent(log, e.Severity, e.Cluster ?? "monitor", e.Message);
                    }
                }
            }
            catch (Exception problem) when (problem is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                LogLost(log, _ring.Head, problem.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Severity} {Cluster}: {Message}")]
    private static partial void LogEvent(ILogger log, Severity severity, string cluster, string message);

    [LoggerMessage(LogLevel.Warning, "Lost the event feed after {Sequence}; following it again. {Reason}")]
    private static partial void LogLost(ILogger log, long sequence, string reason);
}
