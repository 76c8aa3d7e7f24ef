using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.History;

/// <summary>
/// Encodes and stores the chunks of all clusters of this silo, apart from polls. While the database fails, chunks wait and are tried again
/// every 30 s; if they have more than 32 MiB, the oldest are given up and counted.
/// </summary>
internal sealed partial class HistoryWriter(
    IHistoryStore store, MonitorSettings settings, HistoryMeter meter, TimeProvider time, ILogger<HistoryWriter> log)
{
    /// <summary>How many bytes may wait.</summary>
    public const long MaxWaiting = 32 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Queue<HistoryChunk> _new = [];
    private Queue<Encoded> _waiting = [];
    private (ClusterName Cluster, TaskCompletionSource Ended)? _attempt;
    private Task _work = Task.CompletedTask;
    private bool _isWorking;
    private bool _isFailing;

    /// <summary>Completes once nothing waits any more.</summary>
    public Task Idle
    {
        get
        {
            lock (_lock) return _work;
        }
    }

    /// <summary>Takes a chunk over and returns at once.</summary>
    public void Write(HistoryChunk chunk)
    {
        lock (_lock)
        {
            _new.Enqueue(chunk);
            if (_isWorking) return;
            _isWorking = true;
            _work = Task.Run(Work);
        }
    }

    /// <summary>What waits of an entity.</summary>
    public ImmutableArray<HistoryBlock> Waiting(EntityId entity)
    {
        ImmutableArray<Encoded> encoded;
        var parts = HistoryPart.AllOf(entity);
        lock (_lock) encoded = [.. _waiting.Where(one => one.Cluster == entity.Cluster)];
        return
        [
            .. encoded.SelectMany(one => one.Blocks).Where(block => parts.Contains(block.Part))
                .Select(block => HistoryCodec.Decode(entity.Cluster, block.Payload, entity)).OfType<HistoryBlock>(),
        ];
    }

    /// <summary>Gives up what waits of a cluster that was removed.</summary>
    /// <returns>Ends once none of it is being stored, within 20 s.</returns>
    public Task Drop(ClusterName cluster)
    {
        lock (_lock)
        {
            _new = new(_new.Where(chunk => chunk.Cluster != cluster));
            _waiting = new(_waiting.Where(chunk => chunk.Cluster != cluster));
            return _attempt is { } attempt && attempt.Cluster == cluster ? attempt.Ended.Task : Task.CompletedTask;
        }
    }

    private async Task Work()
    {
        while (Next() is { } next)
        {
            var isDone = await TryStore(next);
            EndAttempt();
            if (isDone)
            {
                lock (_lock)
                {
                    // It may have been given up meanwhile.
                    if (_waiting.TryPeek(out var first) && first == next) _waiting.Dequeue();
                }
            }
            else
            {
                await Task.Delay(Pause, time);
            }
        }
    }

    private Encoded? Next()
    {
        while (true)
        {
            HistoryChunk? chunk;
            lock (_lock)
            {
                if (!_new.TryDequeue(out chunk))
                {
                    if (_waiting.TryPeek(out var first))
                    {
                        _attempt = (first.Cluster, new(TaskCreationOptions.RunContinuationsAsynchronously));
                        return first;
                    }

                    _isWorking = false;
                    return null;
                }
            }

            if (TryEncode(chunk) is { } encoded) Enqueue(encoded);
        }
    }

    private void EndAttempt()
    {
        lock (_lock)
        {
            _attempt?.Ended.SetResult();
            _attempt = null;
        }
    }

    private Encoded? TryEncode(HistoryChunk chunk)
    {
        try
        {
            return new(chunk.Cluster, chunk.Encode());
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // A fault of ours in one chunk must not hold up those after it.
            meter.Lost(chunk.Cluster);
            LogUnencoded(log, chunk.Cluster, problem);
            return null;
        }
    }

    private void Enqueue(Encoded encoded)
    {
        lock (_lock)
        {
            _waiting.Enqueue(encoded);
            while (_waiting.Sum(one => one.Bytes) > MaxWaiting && _waiting.Count > 1)
            {
                var lost = _waiting.Dequeue();
                meter.Lost(lost.Cluster);
                LogLost(log, lost.Cluster);
            }
        }
    }

    // True if it is done with.
    private async Task<bool> TryStore(Encoded chunk)
    {
        // Another Proxmox may come under the name of a cluster that was removed.
        if (!settings.Clusters.IsKnown(chunk.Cluster)) return true;
        try
        {
            using var limit = new CancellationTokenSource(Limit, time);
            await store.AppendAsync(chunk.Cluster, chunk.Blocks, limit.Token).WaitAsync(Limit, time);
            meter.Written(chunk.Cluster, chunk.Bytes);
            if (_isFailing) LogRecovered(log);
            _isFailing = false;
            return true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            meter.Failed(chunk.Cluster, "store");
            if (!_isFailing) LogFailed(log, chunk.Cluster, problem.Message);
            _isFailing = true;
            return false;
        }
    }

    private sealed record Encoded(ClusterName Cluster, ImmutableArray<StoredBlock> Blocks)
    {
        public long Bytes { get; } = Blocks.Sum(block => (long)block.Payload.Length);
    }

    [LoggerMessage(LogLevel.Warning, "History of {Cluster} cannot be stored; it waits and is tried again every 30 s: {Reason}")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, string reason);

    [LoggerMessage(LogLevel.Error, "Ten minutes of history of {Cluster} could not be encoded and are lost")]
    private static partial void LogUnencoded(ILogger log, ClusterName cluster, Exception problem);

    [LoggerMessage(LogLevel.Information, "History is stored again.")]
    private static partial void LogRecovered(ILogger log);

    [LoggerMessage(LogLevel.Warning, "Ten minutes of history of {Cluster} were given up: too much waits for the database.")]
    private static partial void LogLost(ILogger log, ClusterName cluster);
}
