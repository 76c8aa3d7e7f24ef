using System.Collections.Immutable;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.History;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Collects the history of a cluster from the rows of its polls, which never wait for the writer.</summary>
internal sealed class ClusterHistory(
    ClusterName cluster, TimeSpan period, HistoryWriter writer, HistoryFiller filler, HistoryMeter meter, TimeProvider time)
{
    // A silo stops within seconds; what is not stored by then is lost.
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    private readonly HistoryBuffer _buffer = new(cluster, period);
    private readonly GuestReadings _readings = new();
    private DateTimeOffset? _readAt;
    private bool _isFilled;
    private bool _isDropped;

    /// <summary>Forgets the rows of the last answer, and returns a sink that keeps those of the next one.</summary>
    /// <param name="next">Receives all rows.</param>
    /// <param name="at">When the answer is read.</param>
    public IResourceSink Begin(IResourceSink next, DateTimeOffset at)
    {
        _readAt = at;
        return _readings.Begin(next);
    }

    /// <summary>Adds the rows of an answer that counts.</summary>
    /// <param name="snapshot">Its snapshot; rows of another answer than the last one are not added.</param>
    public void Record(ClusterSnapshot snapshot)
    {
        Advance(snapshot.At);
        if (!_isFilled)
        {
            _isFilled = true;
            filler.Start(cluster, snapshot);
        }

        if (snapshot.At != _readAt) return;
        _buffer.Add(_readings, snapshot);
        meter.LeftOut(cluster, _buffer.LeftOut);
    }

    /// <summary>Hands over minutes that have ended, also while the cluster does not answer.</summary>
    public void Advance(DateTimeOffset now)
    {
        if (_buffer.Advance(now) is { } chunk) Write(chunk);
    }

    /// <summary>What is not stored yet of an entity, encoded.</summary>
    public ImmutableArray<byte[]> Recent(EntityId entity)
    {
        var blocks = writer.Waiting(entity);
        if (_buffer.Recent(entity) is { } open) blocks = blocks.Add(open);
        return [.. blocks.Select(HistoryCodec.Encode)];
    }

    /// <summary>Stores what was collected, before the grain leaves its silo.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task Flush(CancellationToken cancellation)
    {
        if (_buffer.Drain() is { } chunk) Write(chunk);
        await writer.Idle.WaitAsync(FlushLimit, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Stores nothing any more: the cluster was removed. Ends once none of it is being stored.</summary>
    public Task Drop()
    {
        _isDropped = true;
        return writer.Drop(cluster);
    }

    private void Write(HistoryChunk chunk)
    {
        if (!_isDropped) writer.Write(chunk);
    }
}
