using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Health;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Api.Live;

/// <summary>
/// This process' copy of the event feed. It follows the feed's grain by cursor and serves each subscriber by its own cursor, from memory or
/// from the store, so no subscriber delays another, and a reconnect or restart only needs a cursor.
/// </summary>
internal sealed partial class EventStream(
    IGrainFactory grains, IEventStore store, UnstoredEvents unstored, ApiMetrics metrics, OpenRequests open, KeyRing keys,
    AccountRing accounts, TimeProvider time, ILogger<EventStream> log)
    : BackgroundService
{
    private const int PageSize = 500;

    // Subscribers that catch up share this many reads of the store, so that many of them hold up nothing else.
    private const int StoreReads = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly EventRing _ring = new(4096);
    private readonly SemaphoreSlim _storeReads = new(StoreReads, StoreReads);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// All events after a sequence, then live ones; only live ones for null. The event of a database outage comes first or in between, with
    /// sequence 0.
    /// </summary>
    /// <exception cref="HubException">
    /// The sequence is beyond the newest event, because the client knows another database, or the store is unavailable.
    /// </exception>
    public async IAsyncEnumerable<MonitorEvent> Read(long? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (outage, version, _) = unstored.After(0);
        if (outage is not null) yield return outage;
        await _started.Task.WaitAsync(cancellation);
        var cursor = after ?? _ring.Head;
        if (cursor > _ring.Head && cursor > await FromStore(() => store.LastSequenceAsync(cancellation), cancellation))
            throw new HubException(
                $"Sequence {cursor} is beyond the newest event: the database was reset. Subscribe with null, or with 0 for "
                    + $"everything kept.");

        while (true)
        {
            (outage, version, var outageChanged) = unstored.After(version);
            if (outage is not null) yield return outage;

            // Read before the store, so that events stored meanwhile are beyond it.
            var head = _ring.Head;
            var (events, more) = _ring.After(cursor);
            if (events is null)
            {
                events = await FromStore(() => store.ReadAfterAsync(cursor, PageSize, cancellation), cancellation);
                // Retention has deleted all events that the ring no longer holds.
                if (events.Count == 0) cursor = Math.Max(cursor, head);
            }
            else if (events.Count == 0)
            {
                await Task.WhenAny(more, outageChanged).WaitAsync(cancellation);
            }

            foreach (var e in events)
            {
                cursor = e.Sequence;
                yield return e;
            }
        }
    }

    private async Task<T> FromStore<T>(Func<Task<T>> read, CancellationToken cancellation)
    {
        await _storeReads.WaitAsync(cancellation);
        try
        {
            return await read();
        }
        catch (StoreUnavailableException problem)
        {
            throw new HubException($"{problem.Message} Subscribe again after the last sequence received.", problem);
        }
        finally
        {
            _storeReads.Release();
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
                        metrics.CountEvent(e);
                        EndAccess(e);
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

    private void EndAccess(MonitorEvent e)
    {
        if (e.Details.TryGetValue(MonitorEvent.EndedSessionDetail, out var session)) open.End(session);
        if (e.Details.TryGetValue(MonitorEvent.RevokedKeyDetail, out var key)) keys.Revoke(key);
        if (e.Details.TryGetValue(MonitorEvent.EndedStampDetail, out var stamp)) accounts.End(stamp);
        if (e.Details.ContainsKey(MonitorEvent.ChangedAccountDetail)) accounts.Changed();
    }

    [LoggerMessage(LogLevel.Information, "{Severity} {Cluster}: {Message}")]
    private static partial void LogEvent(ILogger log, Severity severity, string cluster, string message);

    [LoggerMessage(LogLevel.Warning, "Lost the event feed after {Sequence}; resubscribing. {Reason}")]
    private static partial void LogLost(ILogger log, long sequence, string reason);
}
